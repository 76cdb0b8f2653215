namespace Cornea.Training;

/// <summary>Collects the outputs of the batches of a prediction.</summary>
/// <param name="model">Names the outputs.</param>
/// <param name="count">Samples of the whole prediction.</param>
internal sealed class PredictionRows(Model model, int count)
{
    private byte[][] _values = [];
    private TensorType[] _types = [];

    /// <summary>Copies the outputs of a batch.</summary>
    /// <param name="function">Has just run.</param>
    /// <param name="first">The first sample of the batch.</param>
    /// <param name="size">Samples of the batch.</param>
    /// <exception cref="ShapeException">There are several batches, and an output has no row per sample.</exception>
    public void Add(CompiledFunction function, int first, int size)
    {
        // Of one batch the outputs are as they are, whatever their first axis.
        if (size == count)
        {
            _types = [.. function.Outputs.Select(output => output.Type)];
            _values = [.. _types.Select((_, i) => function.OutputBytes(i).ToArray())];
            return;
        }
        for (var i = 0; i < function.Outputs.Count; i++)
        {
            var shape = function.Outputs[i].Shape;
            if (shape.Rank == 0 || shape[0] != size)
            {
                throw new ShapeException(
                    $"Output '{model.OutputNames[i]}' of model '{model.Name}' has shape {shape} for a batch of {size} samples: its first " +
                    "axis is not the batch, so the outputs of several batches cannot be put together. " +
                    $"Predict all {count} samples as one batch, or call PredictOnBatch.");
            }
        }
        if (_values.Length == 0)
        {
            _types = [.. function.Outputs.Select(output => output.Type with { Shape = output.Shape.With(0, count) })];
            _values = [.. _types.Select(type => new byte[type.Bytes])];
        }
        for (var i = 0; i < _values.Length; i++)
            function.OutputBytes(i).CopyTo(_values[i].AsSpan(checked((int)(first * (_types[i].Bytes / count)))));
    }

    public IReadOnlyList<Tensor> ToTensors() =>
        [.. _values.Select((values, i) => Tensor.Create(_types[i], bytes => values.CopyTo(bytes)))];
}
