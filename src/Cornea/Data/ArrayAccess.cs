namespace Cornea.Data;

/// <summary>The rows of some tensors. Lazy tensors are not computed whole: their rows are picked inside a compiled function.</summary>
internal sealed class ArrayAccess(Tensors x, Tensors y, Tensors weights) : SampleAccess
{
    private readonly Tensor[] _lazy = [.. x.Concat(y).Concat(weights).Where(static tensor => !tensor.IsComputed)];
    private readonly Dictionary<int, CompiledFunction> _functions = [];

    public override Sample At(int index)
    {
        Sample row = Rows([index]);
        return new Sample(Single(row.X), Single(row.Y), Single(row.Weights));
    }

    public override Tensors LabelsAt(int index) => Single(Rows([index], y, Computed([index])));

    public override Sample Rows(ReadOnlySpan<int> indices)
    {
        Dictionary<Tensor, Tensor> computed = Computed(indices);
        return new Sample(Rows(indices, x, computed), Rows(indices, y, computed), Rows(indices, weights, computed));
    }

    private static Tensors Rows(ReadOnlySpan<int> indices, Tensors tensors, Dictionary<Tensor, Tensor> computed)
    {
        var rows = new Tensor[tensors.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            Tensor tensor = tensors[i];
            rows[i] = computed.TryGetValue(tensor, out Tensor? row) ? row : Pick(tensor, indices);
        }
        return rows;
    }

    private static Tensor Pick(Tensor tensor, ReadOnlySpan<int> indices)
    {
        var size = (int)(tensor.Type.Bytes / tensor.Shape[0]);
        int[] rows = [.. indices];
        return Tensor.Create(tensor.Type with { Shape = tensor.Shape.With(0, rows.Length) }, values =>
        {
            ReadOnlySpan<byte> source = tensor.AsBytes();
            for (int row = 0; row < rows.Length; row++)
            {
                source.Slice(rows[row] * size, size).CopyTo(values[(row * size)..]);
            }
        });
    }

    private Dictionary<Tensor, Tensor> Computed(ReadOnlySpan<int> indices)
    {
        var computed = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        if (_lazy.Length == 0)
        {
            return computed;
        }
        lock (_functions)
        {
            if (!_functions.TryGetValue(indices.Length, out CompiledFunction? function))
            {
                Tensor rows = Tensor.Input([indices.Length], DType.Int32, "rows");
                function = new CompiledFunction([rows], [.. _lazy.Select(tensor => tensor.Gather(rows))]);
                _functions.Add(indices.Length, function);
            }
            IReadOnlyList<Tensor> outputs = function.Call(Tensor.From(indices));
            for (int i = 0; i < outputs.Count; i++)
            {
                computed.Add(_lazy[i], outputs[i]);
            }
        }
        return computed;
    }

    private static Tensors Single(Tensors batch) => batch.Select(static tensor => tensor.Reshape(tensor.Shape[1..]).Detach()).ToArray();
}
