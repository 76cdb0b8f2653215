using System.Text;

namespace Cornea.Formats.Hdf5;

/// <summary>A group or dataset to be written, with its attributes.</summary>
public abstract class Hdf5ObjectBuilder
{
    /// <summary>Bytes of an attribute at most, with its name, type and shape.</summary>
    public const int LargestAttribute = 65_528;

    private readonly OrderedDictionary<string, AttributeContent> _attributes = new(StringComparer.Ordinal);

    private protected Hdf5ObjectBuilder(string path) => Path = path;

    /// <summary>Path from the root.</summary>
    public string Path { get; }

    internal IEnumerable<AttributeContent> Attributes => _attributes.Values;

    /// <summary>Sets an attribute to text of variable length, as h5py stores a Python string.</summary>
    /// <param name="name">Name; a second attribute of this name replaces the first.</param>
    /// <param name="value">Text without zero characters.</param>
    /// <param name="isUtf8">True marks it as UTF-8 (Python's <c>str</c>), false as ASCII (Python's <c>bytes</c>).</param>
    public void SetAttribute(string name, string value, bool isUtf8 = true)
    {
        ArgumentNullException.ThrowIfNull(value);
        Set(new AttributeContent(name, StoredType.VariableText(isUtf8), null, [], [Encode(name, value)]));
    }

    /// <summary>Sets an attribute to a list of texts of variable length.</summary>
    /// <param name="name">Name; a second attribute of this name replaces the first.</param>
    /// <param name="values">Texts without zero characters.</param>
    /// <param name="isUtf8">True marks them as UTF-8, false as ASCII.</param>
    public void SetAttribute(string name, IReadOnlyList<string> values, bool isUtf8 = true)
    {
        ArgumentNullException.ThrowIfNull(values);
        byte[][] texts = [.. values.Select(value => Encode(name, value))];
        Set(new AttributeContent(name, StoredType.VariableText(isUtf8), [values.Count], [], texts));
    }

    /// <summary>Sets an attribute to a list of texts of one fixed size, filled up with zero bytes: NumPy's type S.</summary>
    /// <param name="name">Name; a second attribute of this name replaces the first.</param>
    /// <param name="values">Texts without zero characters; the longest gives the size.</param>
    public void SetFixedStrings(string name, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        byte[][] texts = [.. values.Select(value => Encode(name, value))];
        int size = texts.Select(static text => text.Length).Append(1).Max();
        var data = new byte[size * texts.Length];
        for (int at = 0; at < texts.Length; at++)
        {
            texts[at].CopyTo(data, at * size);
        }
        Set(new AttributeContent(name, StoredType.FixedText(size), [values.Count], data, []));
    }

    /// <summary>Sets an attribute to one number or boolean.</summary>
    /// <typeparam name="T">An integer or float type of .NET, or bool.</typeparam>
    /// <param name="name">Name; a second attribute of this name replaces the first.</param>
    /// <param name="value">The value.</param>
    public void SetAttribute<T>(string name, T value) where T : unmanaged =>
        Set(new AttributeContent(name, StoredType.Of<T>(), null, LittleEndian.ToArray<T>([value]), []));

    /// <summary>Sets an attribute to an array of numbers or booleans.</summary>
    /// <typeparam name="T">An integer or float type of .NET, or bool.</typeparam>
    /// <param name="name">Name; a second attribute of this name replaces the first.</param>
    /// <param name="shape">Size of each dimension.</param>
    /// <param name="values">The values, row by row.</param>
    public void SetAttribute<T>(string name, ReadOnlySpan<long> shape, ReadOnlySpan<T> values) where T : unmanaged
    {
        long[] sizes = DatasetShape.Check(shape, $"{Path}@{name}");
        DatasetShape.CheckCount(sizes, values.Length, $"{Path}@{name}");
        Set(new AttributeContent(name, StoredType.Of<T>(), sizes, LittleEndian.ToArray(values), []));
    }

    private byte[] Encode(string name, string value) => value is null || value.Contains('\0', StringComparison.Ordinal)
        ? throw new ArgumentException($"The attribute '{name}' of '{Path}' must be text without zero characters.", nameof(value))
        : Encoding.UTF8.GetBytes(value);

    private void Set(AttributeContent attribute)
    {
        if (string.IsNullOrEmpty(attribute.Name) || attribute.Name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{attribute.Name}' cannot be the name of an attribute of '{Path}'.", nameof(attribute));
        }
        int length = attribute.MessageLength;
        if (length > LargestAttribute)
        {
            throw new ArgumentException(
                $"The attribute '{attribute.Name}' of '{Path}' takes {length} bytes, and HDF5 allows {LargestAttribute} in an " +
                "object header. " +
                "Divide it, as Keras does with name0, name1...; text of variable length takes 16 bytes an element.", nameof(attribute));
        }
        _attributes[attribute.Name] = attribute;
    }
}
