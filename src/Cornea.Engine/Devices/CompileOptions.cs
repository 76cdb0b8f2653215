namespace Cornea;

/// <summary>How a graph is compiled.</summary>
public sealed record CompileOptions
{
    // Read when it is asked for first, so that a wrong value is an error of its own.
    private static readonly Lazy<int> UsualThreads = new(static () =>
        (int)(EnvironmentNumber.Read("CORNEA_THREADS", "a number of threads such as 8", int.MaxValue) ?? Environment.ProcessorCount));

    /// <summary>What is used where nothing else is said.</summary>
    public static readonly CompileOptions Default = new();

    /// <summary>
    /// Threads that share each kernel; the results are the same bits for any number. As many as processors unless
    /// the environment variable <c>CORNEA_THREADS</c> says otherwise.
    /// </summary>
    /// <exception cref="InvalidOperationException">The environment variable holds something else than a number above 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number below 0 is given.</exception>
    public int Threads
    {
        get => field == 0 ? UsualThreads.Value : field;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(
            nameof(Threads), $"CompileOptions expects Threads of 1 or more, or 0 for as many as processors, but received {value}.");
    }

    /// <summary>Whether adjacent operations are fused into one kernel. Off only to test the fuser.</summary>
    public bool Fuse { get; init; } = true;

    /// <summary>Where the function runs: the processor's cores unless said otherwise.</summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>Measure each kernel's time, for <see cref="CompiledFunction"/>.ToString().</summary>
    public bool Profile { get; init; }

    /// <summary>
    /// Take what variables hold now for good: what follows from them alone is computed when the function is compiled, and
    /// weights are laid out once. For functions that only predict; they do not see later changes of the variables.
    /// </summary>
    public bool Frozen { get; init; }

    /// <summary>
    /// What a frozen function rounds the weights of its dense products and the tables of its embeddings to: nothing less than
    /// <see cref="DType.Float32"/>, or <see cref="DType.BFloat16"/>, each to the nearest, by at most one part in 256. Tables, and products
    /// of a single sample, are kept so, in half the memory: wide layers, which wait for it, take half the time. Sums stay float32, the same
    /// for any number of samples and threads.
    /// </summary>
    /// <exception cref="ArgumentException">Another type.</exception>
    /// <example>
    /// <code>var predictor = model.Prepare(1, new CompileOptions { WeightType = DType.BFloat16 });</code>
    /// </example>
    public DType WeightType
    {
        get;
        init => field = value is DType.Float32 or DType.BFloat16 ? value : throw new ArgumentException(
            $"CompileOptions keeps weights in float32 or rounds them to bfloat16, but received {value.Name()}. For 8 bits there is "
                + "Model.Quantize.", nameof(value));
    } = DType.Float32;

    /// <summary>
    /// Memory for intermediate values that the function shares with others compiled with the same workspace; memory of its own
    /// where null. A frozen function has memory of its own always.
    /// </summary>
    public Workspace? Workspace { get; init; }

    /// <summary>
    /// Which values are computed again in a backward pass in place of being kept for it: less memory for more time, and the same
    /// bits. Nothing unless said otherwise.
    /// </summary>
    /// <example>
    /// <code>model.Compile(new Adam(), loss, options: new CompileOptions { Checkpointing = Checkpointing.Segments });</code>
    /// </example>
    public Checkpointing Checkpointing { get; init; }

    /// <summary>Keep every intermediate value apart from the others, with known bytes behind it that are checked after each run.</summary>
    internal bool Guarded { get; init; }
}
