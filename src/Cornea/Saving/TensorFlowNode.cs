using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Cornea.Saving;

/// <summary>A node of TensorFlow's graph: its operation and the attributes of it that are numbers, truths, types or lists.</summary>
internal sealed class TensorFlowNode
{
    private readonly Dictionary<string, ConfigObject> _attributes = new(StringComparer.Ordinal);

    /// <summary>The node's name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The operation, such as <c>AddV2</c>.</summary>
    public string Operation { get; private set; } = "";

    /// <summary>A node as Keras 2 stores it: as JSON, or before TensorFlow 2.2 as the text of its serialized message.</summary>
    /// <exception cref="ConfigException">It is neither.</exception>
    public static TensorFlowNode Read(ConfigValue stored)
    {
        var node = new TensorFlowNode();
        if (stored.Kind == ConfigValueKind.Object)
        {
            var json = stored.AsObject();
            (node.Name, node.Operation) = (json.Given("name")?.AsText() ?? "", json["op"].AsText());
            foreach (var (key, value) in json.Given("attr")?.AsObject() ?? [])
            {
                node._attributes[key] = value.AsObject();
            }
            return node;
        }
        try
        {
            node.ReadMessage(Encoding.UTF8.GetBytes(stored.AsText()));
            return node;
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new ConfigException("A node of TensorFlow's graph is damaged: its message ends too early.", exception);
        }
    }

    /// <summary>A whole number.</summary>
    public long Whole(string name, long otherwise = 0) => Given(name, "i") is { } value ? Number(value) : otherwise;

    /// <summary>A text, which JSON has as base 64; empty where it is not given.</summary>
    public string Text(string name)
    {
        if (Given(name, "s")?.AsText() is not { } text)
        {
            return "";
        }
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : text;
    }

    /// <summary>Several whole numbers.</summary>
    public IReadOnlyList<long> Wholes(string name) => Given(name, "list") is { Kind: ConfigValueKind.Object } list
        && list.AsObject().Given("i") is { Kind: ConfigValueKind.List } items ? [.. items.AsList().Select(Number)] : [];

    /// <summary>A floating-point number; null where it is not given.</summary>
    public double? Number(string name) => Given(name, "f")?.AsDouble();

    /// <summary>A truth value; false where it is not given.</summary>
    public bool Truth(string name) => Given(name, "b")?.AsBoolean() ?? false;

    /// <summary>The name of an element type, such as <c>DT_FLOAT</c>.</summary>
    public string Type(string name) => Given(name, "type") is not { } type ? ""
        : type.Kind == ConfigValueKind.Text ? type.AsText()
        : type.AsInt64() switch
        {
            1 => "DT_FLOAT",
            2 => "DT_DOUBLE",
            3 => "DT_INT32",
            4 => "DT_UINT8",
            9 => "DT_INT64",
            10 => "DT_BOOL",
            19 => "DT_HALF",
            var other => other.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>Whether a mask has a bit.</summary>
    public bool HasBit(string name, int bit) => (Whole(name) >> bit & 1) == 1;

    private ConfigValue? Given(string name, string kind) =>
        _attributes.TryGetValue(name, out var attribute) ? attribute.Given(kind) : null;

    // JSON has 64-bit numbers of messages as text.
    private static long Number(ConfigValue value) => value.Kind == ConfigValueKind.Text
        ? long.Parse(value.AsText(), CultureInfo.InvariantCulture) : value.AsInt64();

    // name 1, op 2, attr 5: entries of key 1 and value 2; a value has list 1, s 2, i 3, f 4, b 5, type 6.
    private void ReadMessage(ReadOnlySpan<byte> message)
    {
        while (message.Length > 0)
        {
            var (field, _, content) = Next(ref message);
            switch (field)
            {
                case 1:
                    Name = Encoding.UTF8.GetString(content);
                    break;
                case 2:
                    Operation = Encoding.UTF8.GetString(content);
                    break;
                case 5:
                    ReadAttribute(content);
                    break;
            }
        }
    }

    private void ReadAttribute(ReadOnlySpan<byte> entry)
    {
        var (key, made) = ("", new ConfigObject());
        while (entry.Length > 0)
        {
            var (field, _, content) = Next(ref entry);
            if (field == 1)
            {
                key = Encoding.UTF8.GetString(content);
                continue;
            }
            while (content.Length > 0)
            {
                var (kind, number, bytes) = Next(ref content);
                switch (kind)
                {
                    case 1:
                        made["list"] = new ConfigObject { { "i", ConfigValue.List(Numbers(bytes)) } };
                        break;
                    case 2:
                        made["s"] = Convert.ToBase64String(bytes);
                        break;
                    case 3:
                        made["i"] = number;
                        break;
                    case 4:
                        made["f"] = (double)BinaryPrimitives.ReadSingleLittleEndian(bytes);
                        break;
                    case 5:
                        made["b"] = number != 0;
                        break;
                    case 6:
                        made["type"] = number;
                        break;
                }
            }
        }
        _attributes[key] = made;
    }

    private static List<ConfigValue> Numbers(ReadOnlySpan<byte> list)
    {
        var numbers = new List<ConfigValue>();
        while (list.Length > 0)
        {
            var (field, number, packed) = Next(ref list);
            if (field != 3)
            {
                continue;
            }
            if (packed.Length == 0)
            {
                numbers.Add(number);
            }
            while (packed.Length > 0)
            {
                numbers.Add(Varint(ref packed));
            }
        }
        return numbers;
    }

    private static Field Next(ref ReadOnlySpan<byte> message)
    {
        var tag = Varint(ref message);
        switch (tag & 7)
        {
            case 0:
                return new Field((int)(tag >> 3), Varint(ref message), []);
            case 5:
                var single = message[..4];
                message = message[4..];
                return new Field((int)(tag >> 3), 0, single);
            case 1:
                var wide = message[..8];
                message = message[8..];
                return new Field((int)(tag >> 3), 0, wide);
            default:
                var length = (int)Varint(ref message);
                var content = message[..length];
                message = message[length..];
                return new Field((int)(tag >> 3), 0, content);
        }
    }

    private static long Varint(ref ReadOnlySpan<byte> message)
    {
        long value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = message[0];
            message = message[1..];
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                break;
            }
        }
        return value;
    }

    private readonly ref struct Field(int number, long value, ReadOnlySpan<byte> content)
    {
        private readonly ReadOnlySpan<byte> _content = content;

        public void Deconstruct(out int field, out long varint, out ReadOnlySpan<byte> bytes)
        {
            (field, varint) = (number, value);
            bytes = _content;
        }
    }
}
