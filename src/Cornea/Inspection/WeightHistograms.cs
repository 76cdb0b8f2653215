namespace Cornea.Inspection;

/// <summary>How the weights of a model, and their gradients, are spread.</summary>
public static class WeightHistograms
{
    /// <summary>A histogram for each weight.</summary>
    /// <param name="model">The model, built.</param>
    /// <param name="buckets">Buckets of each.</param>
    public static HistogramPlot Of(Model model, int buckets = 40)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new HistogramPlot("Weights", [.. model.Weights.Select(weight => HistogramSeries.Of(
            weight.Variable.Name, weight.Variable.ToTensor().ToArray<double>(), buckets))]);
    }

    /// <summary>A histogram for the gradient of each trainable weight on one batch.</summary>
    /// <param name="model">The model, compiled with a loss.</param>
    /// <param name="x">The inputs of the batch.</param>
    /// <param name="y">Its targets.</param>
    /// <param name="buckets">Buckets of each.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled with a loss.</exception>
    public static HistogramPlot OfGradients(Model model, Tensor x, Tensor y, int buckets = 40)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Losses is not [{ } loss, ..])
        {
            throw new InvalidOperationException(
                $"Gradients are those of a loss, but model '{model.Name}' is not compiled with one. Call Compile first.");
        }
        var weights = model.TrainableWeights;
        var context = new CallContext(training: true, seed: model.Seed);
        var value = loss.Call(y, model.Apply(x, context)[0]);
        foreach (var more in context.Losses)
            value += more;
        var gradients = Gradients.Of(value, [.. weights.Select(weight => weight.Variable)]);
        var values = new CompiledFunction([], gradients).Call();
        return new HistogramPlot("Gradients", [.. weights.Select((weight, i) => HistogramSeries.Of(
            weight.Variable.Name, values[i].ToArray<double>(), buckets))]);
    }
}
