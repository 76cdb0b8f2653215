namespace Cornea;

/// <summary>
/// A model made ready to predict batches of one size: call <see cref="Predict(ReadOnlySpan{float})"/>, or write samples to
/// <see cref="Input"/>, call <see cref="Run"/> and read <see cref="Output"/>. A run allocates nothing. The weights are those of the moment
/// it was made, laid out once as the kernels read them; layers behave as outside training, and stateful ones carry states of this
/// predictor's own from run to run. Made by <see cref="Model.Prepare"/>.
/// </summary>
/// <remarks>
/// One thread at a time; another that comes amid a run gets an error, never a wrong answer. <see cref="Input"/>, <see cref="Run"/> and
/// <see cref="Output"/> belong to the thread that used them first until <see cref="Release"/>. To predict on several threads at once,
/// prepare one for each, with one thread each: <c>model.Prepare(options: new CompileOptions { Threads = 1 })</c>.
/// </remarks>
public sealed class Predictor
{
    private readonly ThreadLocal<float[]> _results;
    private readonly int _states; // inputs behind those of the model, and outputs behind its outputs
    private int _owner;
    private int _isBusy;

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
        var context = new CallContext(seed: model.Seed);
        var outputs = model.Run(inputs, context);
        // What layers carry from run to run goes in and comes out at each, so that the rest can be frozen.
        Variable[] states = [.. context.Updates.Select(update => update.Target)];
        Tensor[] before = [.. states.Select(state => Tensor.Input(state.Shape, state.DType, state.Name))];
        Tensor[] after = [];
        if (states.Length > 0)
        {
            context = new CallContext(seed: model.Seed);
            for (var i = 0; i < states.Length; i++)
                context.AddUpdate(new Update(states[i], before[i]));
            outputs = model.Run(inputs, context);
            after = [.. states.Select(state => context.Read(state, autocast: false))];
        }
        _states = states.Length;
        Function = new CompiledFunction(
            [.. inputs, .. before], [.. outputs.Select(output => output.ToFloat32()), .. after], null, options with { Frozen = true });
        for (var i = 0; i < states.Length; i++)
            states[i].AsBytes().CopyTo(Function.InputBytes(inputs.Length + i));
        _results = new ThreadLocal<float[]>(() => new float[Function.Outputs[0].Size]);
    }

    /// <summary>Samples of a run.</summary>
    public int BatchSize { get; }

    /// <summary>What runs: its inputs, outputs and, printed, its kernels. Behind them stand the states of stateful layers.</summary>
    public CompiledFunction Function { get; }

    /// <summary>The memory of the first input, [batch, ...] row by row: write the samples here. For other inputs and element types see
    /// <see cref="Function"/>.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses the predictor.</exception>
    public Span<float> Input
    {
        get
        {
            Own();
            return Function.Input<float>(0);
        }
    }

    /// <summary>The first output of the last run, [batch, ...] row by row; valid until the next run.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses the predictor.</exception>
    public ReadOnlySpan<float> Output
    {
        get
        {
            Own();
            return Function.Output<float>(0);
        }
    }

    /// <summary>Computes the outputs from the inputs.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses the predictor.</exception>
    public void Run()
    {
        Own();
        Enter();
        try
        {
            RunOnce();
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    /// <summary>Lets another thread use <see cref="Input"/>, <see cref="Run"/> and <see cref="Output"/>.</summary>
    public void Release() => Volatile.Write(ref _owner, 0);

    /// <summary>Copies the samples in, runs, and returns the first output. Threads may call it in turn.</summary>
    /// <param name="samples">A batch, row by row, or its first rows: fewer samples than <see cref="BatchSize"/>.</param>
    /// <returns>The first output, of as many samples; valid until this thread's next call.</returns>
    /// <exception cref="ArgumentException">There are no whole samples, or more than a batch has.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the predictor.</exception>
    public ReadOnlySpan<float> Predict(ReadOnlySpan<float> samples)
    {
        var results = _results.Value.AsSpan();
        return results[..Predict(samples, results)];
    }

    /// <summary>Copies the samples in, runs, and copies the first output out. Threads may call it in turn.</summary>
    /// <param name="samples">A batch, row by row, or its first rows: fewer samples than <see cref="BatchSize"/>.</param>
    /// <param name="results">Takes the first output, of as many samples.</param>
    /// <returns>How many values were written.</returns>
    /// <exception cref="ArgumentException">There are no whole samples, more than a batch has, or too little room for the
    /// results.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the predictor.</exception>
    public int Predict(ReadOnlySpan<float> samples, Span<float> results)
    {
        var input = Function.Inputs[0];
        var sample = input.Size / BatchSize;
        if (samples.Length == 0 || samples.Length > input.Size || samples.Length % sample != 0)
        {
            throw new ArgumentException(
                $"This predictor expects {input.Size:N0} values of shape {input.Shape}, or whole samples of {sample:N0} values up to " +
                $"that, but received {samples.Length:N0}. Give whole samples, or prepare one for another batch size.",
                nameof(samples));
        }
        var rows = samples.Length / sample;
        var length = LengthOf(rows);
        if (results.Length < length)
        {
            throw new ArgumentException(
                $"The output for {rows} samples has {length:N0} values, but there is room for {results.Length:N0}. Give more room.",
                nameof(results));
        }
        var owner = Volatile.Read(ref _owner);
        if (owner != 0 && owner != Environment.CurrentManagedThreadId)
            throw Busy();
        Enter();
        try
        {
            var whole = Function.Input<float>(0);
            samples.CopyTo(whole);
            whole[samples.Length..].Clear();
            RunOnce();
            Function.Output<float>(0)[..length].CopyTo(results);
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
        return length;
    }

    private int LengthOf(int rows)
    {
        var output = Function.Outputs[0];
        if (rows == BatchSize)
            return output.Size;
        return output.Rank > 0 && output.Shape[0] == BatchSize
            ? output.Size / BatchSize * rows
            : throw new ArgumentException(
                $"The first axis of this predictor's output of shape {output.Shape} is not the batch, so it cannot be cut to {rows} of " +
                $"{BatchSize} samples. Fill the batch.");
    }

    private void RunOnce()
    {
        Function.Run();
        var (inputs, outputs) = (Function.Inputs.Count - _states, Function.Outputs.Count - _states);
        for (var i = 0; i < _states; i++)
            Function.OutputBytes(outputs + i).CopyTo(Function.InputBytes(inputs + i));
    }

    private void Enter()
    {
        if (Interlocked.CompareExchange(ref _isBusy, 1, 0) != 0)
            throw Busy();
    }

    private void Own()
    {
        var thread = Environment.CurrentManagedThreadId;
        var owner = Interlocked.CompareExchange(ref _owner, thread, 0);
        if (owner != 0 && owner != thread)
            throw Busy();
    }

    private static InvalidOperationException Busy() => new(
        "This predictor is used by another thread. Prepare one for each thread, with Threads = 1, or hand it on: Predict(samples) may be " +
        "called by one thread after the other, and Release gives Input, Run and Output to the next.");

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
