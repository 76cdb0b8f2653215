namespace Cornea.Formats.Hdf5;

/// <summary>The element type of a dataset or attribute.</summary>
/// <param name="Class">Kind of element.</param>
/// <param name="Size">Bytes of one element in the file.</param>
/// <param name="Name">The type in words, such as <c>float32</c> or <c>string of 8 bytes</c>.</param>
/// <param name="IsBigEndian">True when the most significant byte comes first.</param>
/// <param name="IsUtf8">True for text marked as UTF-8, false for ASCII.</param>
/// <param name="Padding">How a fixed string ends.</param>
public sealed record Hdf5Type(
    Hdf5TypeClass Class,
    int Size,
    string Name,
    bool IsBigEndian = false,
    bool IsUtf8 = false,
    Hdf5StringPadding Padding = Hdf5StringPadding.NullTerminated)
{
    /// <summary>True for integers, floats and booleans.</summary>
    public bool IsNumeric => Class is Hdf5TypeClass.Integer or Hdf5TypeClass.UnsignedInteger or Hdf5TypeClass.Float
        or Hdf5TypeClass.BFloat16 or Hdf5TypeClass.Boolean;

    /// <summary>True for fixed and variable text.</summary>
    public bool IsText => Class is Hdf5TypeClass.FixedString or Hdf5TypeClass.VariableString;

    /// <summary>The type in words.</summary>
    public override string ToString() => IsBigEndian ? $"big-endian {Name}" : Name;
}
