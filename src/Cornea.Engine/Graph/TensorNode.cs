namespace Cornea;

/// <summary>How a tensor is computed, for those who write graphs in other formats.</summary>
/// <param name="Value">The tensor.</param>
/// <param name="Operation">Such as <c>MatMul</c>, <c>Add</c>, <c>ReduceSum</c>; <c>Input</c>, <c>Constant</c> and <c>Variable</c> for the
/// leaves.</param>
/// <param name="Inputs">What it is computed from.</param>
public sealed record TensorNode(Tensor Value, string Operation, IReadOnlyList<Tensor> Inputs)
{
    /// <summary>The operation's whole numbers by name: axes, strides, starts; a flag is 0 or 1.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Arguments { get; init; } = new Dictionary<string, IReadOnlyList<int>>();

    /// <summary>The number with which a padding pads; what a softmax multiplies its input by.</summary>
    public double Number { get; init; }

    /// <summary>The variable that is read, or null.</summary>
    public Variable? Variable { get; init; }

    /// <summary>The step of a scan, or null.</summary>
    public TensorLoop? Loop { get; init; }

    /// <summary>Of the stacked results of a scan: the value inside its step; else null.</summary>
    public Tensor? Inner { get; init; }
}
