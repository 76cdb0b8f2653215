namespace Cornea.Layers;

/// <summary>One call of a layer on symbolic values. A layer that is shared has several.</summary>
internal sealed class Node
{
    private static long _calls;

    public Node(
        Layer layer, int index, SymbolicTensors inputs, IReadOnlyList<(Shape Shape, DType DType)> outputs, bool? training,
        IReadOnlyList<(Shape First, Shape Second)>? traced = null, bool isReverse = false)
    {
        Layer = layer;
        Index = index;
        Inputs = inputs;
        Training = training;
        IsReverse = isReverse;
        Order = Interlocked.Increment(ref _calls);
        Outputs = [.. outputs.Select((output, i) => new SymbolicTensor(this, i, output.Shape, output.DType, traced?[i]))];
    }

    public Layer Layer { get; }

    /// <summary>Which call of the layer this is, from 0.</summary>
    public int Index { get; }

    /// <summary>Empty for the entrance of a model.</summary>
    public SymbolicTensors Inputs { get; }

    /// <summary>Whether the call behaves as in training; as the model does where null.</summary>
    public bool? Training { get; }

    /// <summary>Whether the call goes from vectors back to scores, which some embeddings can.</summary>
    public bool IsReverse { get; }

    public SymbolicTensors Outputs { get; }

    /// <summary>
    /// Grows from call to call. Only its order is used: layers without a name are named in the order of their first calls.
    /// </summary>
    public long Order { get; }
}
