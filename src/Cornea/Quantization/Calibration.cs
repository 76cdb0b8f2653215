namespace Cornea.Quantization;

/// <summary>Runs samples through a model and finds the range of what some of its layers are given.</summary>
/// <param name="model">The model.</param>
/// <param name="layers">The layers.</param>
/// <param name="samples">Samples of each input.</param>
/// <param name="options">How the range is chosen.</param>
internal sealed class Calibration(Model model, IReadOnlyList<Layer> layers, Tensors samples, QuantizationOptions options)
{
    private const int BatchOfDistributions = 8; // whole values of all layers are in memory at once

    /// <summary>The largest magnitude that each layer's inputs shall keep; layers that are never called are left out.</summary>
    public IReadOnlyDictionary<Layer, float> Run()
    {
        Check();
        var most = new Dictionary<Layer, float>();
        ForBatches(options.BatchSize, true, (layer, values) =>
        {
            if (!float.IsFinite(values[0]))
            {
                throw new ArgumentException(
                    $"A sample makes an input of {layer} that is not finite, so its range cannot be found. Look at the samples, and " +
                    "whether they are scaled as the model expects.", nameof(samples));
            }
            most[layer] = Math.Max(most.GetValueOrDefault(layer), values[0]);
        });
        if (options.Calibration == CalibrationMethod.MinMax)
            return most;
        var histograms = most.ToDictionary(entry => entry.Key, entry => new MagnitudeHistogram(entry.Value));
        ForBatches(BatchOfDistributions, false, (layer, values) => histograms[layer].Add(values));
        return histograms.ToDictionary(entry => entry.Key, entry => entry.Value.Percentile(options.Percentile));
    }

    private void Check()
    {
        if (options.BatchSize < 1 || options.Percentile is not (> 0 and <= 100))
        {
            throw new ArgumentException(
                "Calibration expects a batch size from 1 and a percentile above 0 and at most 100, but received " +
                $"{options.BatchSize} and {options.Percentile}.", nameof(options));
        }
        if (samples.Count != model.Inputs.Count || samples.Any(input => input.Rank == 0 || input.Shape[0] == 0
            || input.Shape[0] != samples[0].Shape[0]))
        {
            throw new ArgumentException(
                $"Model '{model.Name}' is calibrated with at least one sample of each of its {model.Inputs.Count} inputs, but received " +
                $"{string.Join(", ", samples.Select(input => input.Shape))}.", nameof(samples));
        }
    }

    private delegate void Seen(Layer layer, ReadOnlySpan<float> values);

    private void ForBatches(int batchSize, bool largestAlone, Seen seen)
    {
        var wanted = layers.ToHashSet();
        var count = samples[0].Shape[0];
        CompiledFunction? function = null;
        Layer[] called = [];
        for (var first = 0; first < count; first += batchSize)
        {
            var size = Math.Min(batchSize, count - first);
            if (function is null || function.Inputs[0].Shape[0] != size)
            {
                var trace = ModelTrace.Of(model, size, "Quantize");
                var calls = trace.Calls.Where(call => wanted.Contains(call.Layer)).ToArray();
                called = [.. calls.Select(call => call.Layer)];
                var magnitudes = calls.Select(call => call.Inputs[0].ToFloat32().Abs()).Select(x => largestAlone ? Largest(x) : x);
                function = new CompiledFunction(trace.Inputs, [.. magnitudes], null, new CompileOptions());
            }
            Tensor[] batch = [.. samples.Zip(model.Inputs, (input, given) => input.Narrow(0, first, size).Cast(given.DType)
                .Reshape(given.Shape.With(0, size)))];
            var results = function.Call(batch);
            for (var i = 0; i < results.Length; i++)
                seen(called[i], results[i].AsSpan<float>());
        }
    }

    // NaN is larger than all.
    private static Tensor Largest(Tensor x) => x.Max([.. Enumerable.Range(0, x.Rank)]).Reshape(1);
}
