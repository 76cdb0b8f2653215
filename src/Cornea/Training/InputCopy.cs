namespace Cornea.Training;

/// <summary>Copies values of tensors into the inputs of a compiled function.</summary>
internal static class InputCopy
{
    /// <summary>Copies rows that follow one another of all tensors of a batch, in order.</summary>
    public static void Write(TrainingData data, int firstRow, int rows, CompiledFunction function)
    {
        var input = 0;
        foreach (var tensor in data.X)
            Write(tensor, firstRow, rows, function, input++);
        foreach (var tensor in data.Y)
            Write(tensor, firstRow, rows, function, input++);
        foreach (var tensor in data.SampleWeights)
            Write(tensor, firstRow, rows, function, input++);
    }

    /// <summary>Copies some rows of all tensors of a batch, in order.</summary>
    public static void Write(TrainingData data, ReadOnlySpan<int> rows, CompiledFunction function)
    {
        if (Rise(rows))
        {
            Write(data, rows[0], rows.Length, function);
            return;
        }
        var input = 0;
        foreach (var tensor in data.X.Concat(data.Y).Concat(data.SampleWeights))
        {
            var from = tensor.AsBytes();
            var to = function.InputBytes(input++);
            var row = from.Length / Math.Max(1, tensor.Shape[0]);
            for (var i = 0; i < rows.Length; i++)
                from.Slice(rows[i] * row, row).CopyTo(to[(i * row)..]);
        }
    }

    private static bool Rise(ReadOnlySpan<int> rows)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i] != rows[i - 1] + 1)
                return false;
        }
        return rows.Length > 0;
    }

    private static void Write(Tensor tensor, int firstRow, int rows, CompiledFunction function, int input)
    {
        var bytes = tensor.AsBytes();
        var row = bytes.Length / Math.Max(1, tensor.Shape[0]);
        bytes.Slice(firstRow * row, rows * row).CopyTo(function.InputBytes(input));
    }
}
