using System.Globalization;
using System.Runtime.InteropServices;

namespace Cornea.Freezing;

/// <summary>What becomes the file: calls of kernels in order, weights, and which kernels are needed.</summary>
internal sealed class FrozenCode
{
    private readonly FrozenMemory _memory = new();
    private readonly Dictionary<string, int> _weights = [];
    private int _depth, _loops;

    public List<string> Calls { get; } = [];

    /// <summary>The weights in Base64, little-endian 32-bit floating point numbers.</summary>
    public List<string> Weights { get; } = [];

    public HashSet<string> Kernels { get; } = [];

    public List<string> Refused { get; } = [];

    public int MemoryLength => _memory.Length;

    /// <summary>A new value whose content is not known yet.</summary>
    public FrozenValue Take(Shape shape)
    {
        var offset = _memory.Take(shape.Size);
        return new FrozenValue(shape, $"memory.Slice({offset}, {shape.Size})", offset);
    }

    /// <summary>One of the calls that read a value is done.</summary>
    public void Release(FrozenValue value)
    {
        var root = value.Root;
        if (--root.Uses == 0 && root.Offset >= 0)
            _memory.Return(root.Offset, root.Size);
    }

    /// <summary>Keeps numbers in the file and gives them a name; equal ones are kept once.</summary>
    public string Weight(ReadOnlySpan<float> values)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Models are frozen on little-endian machines, as all usual ones are.");
        var text = Convert.ToBase64String(MemoryMarshal.AsBytes(values));
        if (!_weights.TryGetValue(text, out var index))
        {
            _weights.Add(text, index = Weights.Count);
            Weights.Add(text);
        }
        return $"Weights{index}";
    }

    public string Weight(Tensor values) => Weight(values.ToFloat32().ToArray());

    public string Weight(Variable? values, int zeros) => values is null ? Weight(new float[zeros]) : Weight(values.ToTensor());

    /// <summary>Calls a kernel of the file.</summary>
    public void Call(string kernel, params IEnumerable<object> arguments)
    {
        FrozenKernels.Need(kernel, Kernels);
        Line($"{kernel}({string.Join(", ", arguments.Select(Text))});");
    }

    /// <summary>Says in a line of its own what follows.</summary>
    public void Note(string text) => Line($"// {string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c))}");

    /// <summary>Begins a loop.</summary>
    public void Open(string head)
    {
        Line(head);
        Line("{");
        _depth++;
    }

    /// <summary>Ends a loop.</summary>
    public void Close()
    {
        _depth--;
        Line("}");
    }

    /// <summary>The name of the counter of a new loop.</summary>
    public string LoopName() => $"step{++_loops}";

    /// <summary>Takes the last calls back.</summary>
    public void Undo(int count) => Calls.RemoveRange(count, Calls.Count - count);

    private void Line(string text) => Calls.Add(new string(' ', 4 * _depth) + text);

    /// <summary>A number as C# reads it back exactly.</summary>
    public static string Text(object argument) => argument switch
    {
        FrozenValue value => value.Text,
        float number when float.IsPositiveInfinity(number) => "float.PositiveInfinity",
        float number when float.IsNegativeInfinity(number) => "float.NegativeInfinity",
        float number when float.IsNaN(number) => "float.NaN",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => argument.ToString()!,
    };
}
