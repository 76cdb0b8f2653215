using System.Buffers.Binary;
using System.Text;

namespace Cornea.Formats;

/// <summary>
/// Lists of whole numbers that NumPy pickled as an array of objects: the words of Keras's text data. Nothing is ever called or
/// imported: what a pickle would run leaves an empty place here, but for the five names that make up an array of lists, and any other
/// name or
/// instruction is refused.
/// </summary>
/// <remarks>Source: Python, <c>Lib/pickletools.py</c>; protocols 2 to 4.</remarks>
internal sealed class PickledLists
{
    private const string Remedy = "Only NumPy arrays of lists of whole numbers are read. Download the file again.";
    private const int MostNumbers = 1 << 28;

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct", "numpy ndarray", "numpy dtype", "_codecs encode",
    };

    private readonly FormatReader _reader;
    private readonly byte[] _bytes;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memory = [];
    private int _at;

    private PickledLists(FormatReader reader, byte[] bytes)
    {
        _reader = reader;
        _bytes = bytes;
    }

    /// <summary>The lists of a .npy member that holds them.</summary>
    public static List<int[]> Read(FormatReader reader)
    {
        using (reader)
        {
            var shape = NpyHeader.ReadObjects(reader);
            var bytes = reader.ReadArray<byte>(reader.Length - reader.Offset, "pickle");
            reader.ExpectEnd("end of pickle");
            var pickle = new PickledLists(reader, bytes);
            var lists = pickle.Run();
            return shape.Length == 1 && shape[0] == lists.Count ? lists
                : throw pickle.Fault($"the header promises an array of shape ({string.Join(", ", shape)}), but {lists.Count} lists came");
        }
    }

    private List<int[]> Run()
    {
        try
        {
            while (Step((char)Byte()))
            {
            }
            if (_stack is not [Made { Items: { } items }])
                throw Fault("the pickle does not end with an array of lists");
            // One list may stand in many positions: what they hold together is bounded.
            if (items.Sum(item => (long)((item as List<object?>)?.Count ?? 0)) > MostNumbers)
                throw Fault($"the lists hold more than {MostNumbers} numbers");
            return [.. items.Select(item => item is List<object?> list
                ? list.Select(number => number is int whole ? whole
                    : throw Fault("a list holds something else than whole numbers of 32 bits")).ToArray()
                : throw Fault("the array holds something else than lists"))];
        }
        catch (Exception exception) when (
            exception is ArgumentException or IndexOutOfRangeException or InvalidCastException or KeyNotFoundException)
        {
            throw Fault("the pickle breaks its own rules or ends too early");
        }
    }

    // One instruction; false for the last.
    private bool Step(char code)
    {
        switch (code)
        {
            case '\x80':
                Byte();
                break;
            case '\x95':
                Take(8);
                break;
            case '(':
                _marks.Add(_stack.Count);
                break;
            case 'c':
                Push(Name(Line() + " " + Line()));
                break;
            case '\x93':
                var attribute = (string)Pop()!;
                Push(Name((string)Pop()! + " " + attribute));
                break;
            case 'K':
                Push((int)Byte());
                break;
            case 'M':
                Push((int)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case 'J':
                Push(BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case '\x8a':
                Push(Long(Take(Byte())));
                break;
            case 'N':
                Push(null);
                break;
            case '\x88' or '\x89':
                Push(code == '\x88');
                break;
            case 'X' or 'T' or 'B':
                Push(Encoding.Latin1.GetString(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4)))));
                break;
            case 'U' or 'C' or '\x8c':
                Push(Encoding.Latin1.GetString(Take(Byte())));
                break;
            case ']':
                Push(new List<object?>());
                break;
            case ')':
                Push(Array.Empty<object?>());
                break;
            case 't':
                Push(Marked());
                break;
            case '\x85' or '\x86' or '\x87':
                Push(Last(code - '\x84'));
                break;
            case 'a':
                var item = Pop();
                ((List<object?>)_stack[^1]!).Add(item);
                break;
            case 'e':
                var items = Marked();
                ((List<object?>)_stack[^1]!).AddRange(items);
                break;
            case 'q' or 'r':
                _memory[code == 'q' ? Byte() : BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = _stack[^1];
                break;
            case '\x94':
                _memory[_memory.Count] = _stack[^1];
                break;
            case 'h' or 'j':
                Push(_memory[code == 'h' ? Byte() : BinaryPrimitives.ReadUInt32LittleEndian(Take(4))]);
                break;
            case 'R':
                Last(2);
                Push(new Made());
                break;
            case 'b':
                // The state of an array: version, shape, type, order, items.
                var state = Pop();
                if (_stack[^1] is Made made && state is object?[] { Length: 5 } parts && parts[4] is List<object?> held)
                    made.Items = held;
                break;
            case '.':
                return false;
            default:
                throw Fault($"the instruction {(int)code:x2} makes something else than lists of numbers");
        }
        return true;
    }

    private string Name(string name) => Names.Contains(name) ? name
        : throw Fault($"the pickle asks for '{name.Replace(' ', '.')}', which is no part of an array of lists");

    private object Long(ReadOnlySpan<byte> bytes)
    {
        var value = new System.Numerics.BigInteger(bytes);
        return value >= int.MinValue && value <= int.MaxValue ? (int)value : throw Fault("a number has more than 32 bits");
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Pop() => Last(1)[0];

    private object?[] Marked()
    {
        var from = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return Last(_stack.Count - from);
    }

    private object?[] Last(int count)
    {
        var values = _stack.GetRange(_stack.Count - count, count).ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private byte Byte() => _bytes[_at++];

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _bytes.AsSpan(_at, count);
        _at += count;
        return taken;
    }

    private string Line()
    {
        var length = _bytes.AsSpan(_at).IndexOf((byte)'\n');
        var line = Encoding.Latin1.GetString(Take(length));
        _at++;
        return line;
    }

    private MalformedFileException Fault(string problem) => _reader.Fault("pickle", problem, Remedy);

    private sealed class Made
    {
        public List<object?>? Items { get; set; }
    }
}
