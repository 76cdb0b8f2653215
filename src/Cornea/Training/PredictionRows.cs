namespace Cornea.Training;

/// <summary>Collects the outputs of the batches of a prediction.</summary>
internal sealed class PredictionRows
{
    private float[][] _values = [];
    private Shape[] _samples = [];
    private int _count;

    /// <summary>Copies the outputs of a batch.</summary>
    /// <param name="function">Has just run.</param>
    /// <param name="count">Samples of the whole prediction.</param>
    /// <param name="first">The first sample of the batch.</param>
    public void Add(CompiledFunction function, int count, int first)
    {
        if (_values.Length == 0)
        {
            _count = count;
            foreach (var output in function.Outputs)
            {
                if (output.Rank == 0)
                    throw new ShapeException(
                        "Predict expects outputs with a batch axis, but received a single number. Keep the batch axis in the last layer.");
            }
            _samples = [.. function.Outputs.Select(output => output.Shape[1..])];
            _values = [.. _samples.Select(sample => new float[checked(sample.Size * count)])];
        }
        for (var i = 0; i < _values.Length; i++)
            function.Output<float>(i).CopyTo(_values[i].AsSpan(first * _samples[i].Size));
    }

    public IReadOnlyList<Tensor> ToTensors() => [.. _values.Select((values, i) => Tensor.From(values, _samples[i].Insert(0, _count)))];
}
