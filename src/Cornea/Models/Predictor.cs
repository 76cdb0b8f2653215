namespace Cornea;

/// <summary>
/// A model made ready to predict batches of one size: write samples to <see cref="Input"/>, call <see cref="Run"/>, read
/// <see cref="Output"/>. A run allocates nothing. The weights are those of the moment it was made, laid out once as the
/// kernels read them; layers behave as outside training. Made by <see cref="Model.Prepare"/>.
/// </summary>
/// <remarks>One run at a time: to predict on several threads at once, prepare one for each, with <c>Threads = 1</c>.</remarks>
public sealed class Predictor
{
    internal Predictor(Model model, int batchSize, CompileOptions options)
    {
        BatchSize = batchSize;
        if (model.Inputs.Count == 0)
        {
            throw new InvalidOperationException(
                $"Model '{model.Name}' does not know the shape of its inputs, so it cannot be prepared. " +
                "Give its first layer an inputShape, or begin with new InputLayer(shape).");
        }
        Tensor[] inputs = [.. model.Inputs.Select(
            input => Tensor.Input(Filled(model, input.Shape, batchSize), input.DType, input.Layer.Name))];
        var outputs = model.Run(inputs, new CallContext(seed: model.Seed));
        Function = new CompiledFunction(inputs, [.. outputs.Select(output => output.ToFloat32())], null, options with { Frozen = true });
    }

    /// <summary>Samples of a run.</summary>
    public int BatchSize { get; }

    /// <summary>What runs: its inputs, outputs and, printed, its kernels.</summary>
    public CompiledFunction Function { get; }

    /// <summary>The memory of the first input, [batch, ...] row by row: write the samples here. For other inputs and element types see
    /// <see cref="Function"/>.</summary>
    public Span<float> Input => Function.Input<float>(0);

    /// <summary>The first output of the last run, [batch, ...] row by row; valid until the next run.</summary>
    public ReadOnlySpan<float> Output => Function.Output<float>(0);

    /// <summary>Computes the outputs from the inputs.</summary>
    public void Run() => Function.Run();

    /// <summary>Copies the samples in, runs, and returns the first output.</summary>
    /// <param name="samples">A whole batch, row by row.</param>
    /// <returns>The first output; valid until the next run.</returns>
    /// <exception cref="ArgumentException">There are more or fewer values than a batch has.</exception>
    public ReadOnlySpan<float> Predict(ReadOnlySpan<float> samples)
    {
        if (samples.Length != Input.Length)
        {
            throw new ArgumentException(
                $"This predictor expects {Input.Length:N0} values of shape {Function.Inputs[0].Shape}, but received " +
                $"{samples.Length:N0}. Fill the batch, or prepare one for another batch size.",
                nameof(samples));
        }
        samples.CopyTo(Input);
        Run();
        return Output;
    }

    private static Shape Filled(Model model, Shape shape, int batchSize)
    {
        var filled = shape.With(0, batchSize);
        return filled.Contains(Shape.Unknown)
            ? throw new InvalidOperationException(
                $"Model '{model.Name}' has an input of shape {shape}: axes of any length cannot be prepared. " +
                "Give its first layer the whole shape of a sample.")
            : filled;
    }
}
