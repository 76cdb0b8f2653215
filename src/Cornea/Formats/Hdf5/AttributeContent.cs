using System.Text;

namespace Cornea.Formats.Hdf5;

/// <summary>An attribute to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Size of each dimension; null for a scalar.</param>
/// <param name="Data">Its bytes, where the type has a fixed size.</param>
/// <param name="Texts">Its elements, where they are text of variable length.</param>
internal sealed record AttributeContent(string Name, StoredType Type, long[]? Shape, byte[] Data, byte[][] Texts)
{
    private const int Alignment = 8;

    /// <summary>Bytes of the message in the object header.</summary>
    public int MessageLength
    {
        get
        {
            const int versionOneHead = 8, versionThreeHead = 9;
            int name = Encoding.UTF8.GetByteCount(Name) + 1;
            int space = MessageWriter.DataspaceLength(Shape);
            long data = Texts.Length == 0 ? Data.Length : (long)Texts.Length * Type.Size;
            long length = IsAscii
                ? versionOneHead + Padded(name) + Padded(Type.Message.Length) + Padded(space) + data
                : versionThreeHead + name + Type.Message.Length + space + data;
            return (int)Math.Min(Padded(length), int.MaxValue);
        }
    }

    /// <summary>True when the name is ASCII: then the message has version 1, which every HDF5 reads.</summary>
    public bool IsAscii => Ascii.IsValid(Name);

    private static long Padded(long length) => (length + Alignment - 1) / Alignment * Alignment;
}
