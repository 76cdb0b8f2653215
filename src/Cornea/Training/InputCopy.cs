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

    private static void Write(Tensor tensor, int firstRow, int rows, CompiledFunction function, int input)
    {
        var bytes = tensor.AsBytes();
        var row = bytes.Length / Math.Max(1, tensor.Shape[0]);
        bytes.Slice(firstRow * row, rows * row).CopyTo(function.InputBytes(input));
    }
}
