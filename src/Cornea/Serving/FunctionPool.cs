namespace Cornea.Serving;

/// <summary>
/// The compiled functions of one version, lent to one thread at a time. What is unused for longest goes when there are too many.
/// </summary>
internal sealed class FunctionPool(Func<SampleShapes, int, BatchFunction> compile, int capacity)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<BatchFunction> _free = new(); // the one used last is the first

    /// <summary>Lends a function, or compiles one where none is free.</summary>
    public BatchFunction Rent(SampleShapes shapes, int rows)
    {
        lock (_gate)
        {
            for (var node = _free.First; node is not null; node = node.Next)
            {
                if (node.Value.Rows == rows && node.Value.Shapes.Key == shapes.Key)
                {
                    _free.Remove(node);
                    return node.Value;
                }
            }
        }
        return compile(shapes, rows);
    }

    /// <summary>Takes a function back.</summary>
    public void Return(BatchFunction function)
    {
        lock (_gate)
        {
            _free.AddFirst(function);
            if (_free.Count > capacity)
                _free.RemoveLast();
        }
    }
}
