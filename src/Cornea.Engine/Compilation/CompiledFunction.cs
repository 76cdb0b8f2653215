using Cornea.Compilation;
using Cornea.Compilation.Kernels;
using Cornea.Compilation.Plans;
using Cornea.Compilation.Scheduling;
using Cornea.Graph;

namespace Cornea;

/// <summary>
/// A graph made ready to run many times: inputs, outputs, and updates of variables. Running it allocates nothing. One run at
/// a time: runs from several threads wait for each other, and so do those of functions that share a <see cref="Workspace"/>.
/// </summary>
public sealed class CompiledFunction
{
    private readonly HostMemory[] _inputs;
    private readonly HostMemory[] _outputs;
    private readonly Lock _running;
    private readonly Plan _plan;
    private readonly Update[] _updates;
    private readonly BufferSlot[] _results;
    private readonly Variable[] _variables;
    private readonly (HostMemory Host, DeviceMemory Device)[] _copiedInputs = [];
    private readonly (HostMemory Host, DeviceMemory Device)[] _copiedOutputs = [];

    /// <summary>Compiles a graph.</summary>
    /// <param name="inputs">Tensors made by <see cref="Tensor.Input"/>.</param>
    /// <param name="outputs">What to compute.</param>
    /// <param name="updates">Variables that change at the end of each run; their new values are computed from the old ones.</param>
    /// <param name="options">How to compile.</param>
    /// <exception cref="ArgumentException">An input was not made by Tensor.Input, the graph needs an input that is not given, a
    /// variable is updated twice, an update has another type than its variable, or a frozen function has updates.</exception>
    /// <exception cref="ShapeException">The plan needs more memory than the limit.</exception>
    public CompiledFunction(
        IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs, IReadOnlyList<Update>? updates = null, CompileOptions? options = null)
    {
        Inputs = inputs;
        Outputs = outputs;
        _updates = [.. updates ?? []];
        Options = options ?? CompileOptions.Default;
        _running = Options.Workspace?.Running ?? new Lock();
        _variables = [.. Check()];
        _inputs = [.. inputs.Select(input => new HostMemory(input.Type))];
        _outputs = [.. outputs.Select(output => new HostMemory(output.Type))];
        var given = _inputs.Select(
            memory => new BufferSlot(memory.Type, "input") { IsKept = true, Memory = Options.Device.UsesHostMemory ? memory : null })
                .ToArray();
        var results = _results =
            [.. _outputs.Select(
            memory => new BufferSlot(memory.Type, "output") { IsKept = true, Memory = Options.Device.UsesHostMemory ? memory : null })];
        _plan = Compiler.Compile(
            new GraphEnds(Pairs(inputs, given, BufferView.Whole), Pairs(outputs, results, result => result), _updates), Options);
        if (!Options.Device.UsesHostMemory)
        {
            // An input that nothing reads is bound to no memory.
            _copiedInputs =
                [.. _inputs.Zip(given).Where(pair => pair.Second.Memory is not null).Select(pair => (pair.First, pair.Second.Memory!))];
            _copiedOutputs = [.. _outputs.Zip(results).Select(pair => (pair.First, pair.Second.Memory!))];
        }
    }

    /// <summary>The inputs, in the order given.</summary>
    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>The outputs, in the order given.</summary>
    public IReadOnlyList<Tensor> Outputs { get; }

    /// <summary>The updates, in the order given.</summary>
    public IReadOnlyList<Update> Updates => _updates;

    /// <summary>How it was compiled.</summary>
    public CompileOptions Options { get; }

    /// <summary>The memory of an input: write the next run's values here.</summary>
    /// <typeparam name="T">The C# type of the input's element type.</typeparam>
    /// <param name="index">Which input.</param>
    public Span<T> Input<T>(int index) where T : unmanaged => _inputs[index].Span<T>();

    /// <summary>The memory of an input as bytes, for copies that need not know its type.</summary>
    /// <param name="index">Which input.</param>
    public Span<byte> InputBytes(int index) => _inputs[index].Bytes;

    /// <summary>The memory of an output: the last run's values, until the next run.</summary>
    /// <typeparam name="T">The C# type of the output's element type.</typeparam>
    /// <param name="index">Which output.</param>
    public ReadOnlySpan<T> Output<T>(int index) where T : unmanaged => _outputs[index].Span<T>();

    /// <summary>The memory of an output as bytes, until the next run.</summary>
    /// <param name="index">Which output.</param>
    public ReadOnlySpan<byte> OutputBytes(int index) => _outputs[index].Bytes;

    /// <summary>Computes the outputs from the inputs and then updates the variables.</summary>
    /// <exception cref="IndexOutOfRangeException">A gather or scatter met an index outside its axis.</exception>
    public void Run() => Run(null);

    /// <summary>
    /// As <see cref="Run()"/>, and tells of each output as soon as its values are final, while later kernels are still to run: what
    /// a gradient is needed for can begin before the whole backward pass ends.
    /// </summary>
    /// <param name="outputWritten">Called with the index of an output, on the thread of the caller; the next kernel waits for it. Null
    /// for nobody.</param>
    /// <exception cref="IndexOutOfRangeException">A gather or scatter met an index outside its axis.</exception>
    public void Run(Action<int>? outputWritten)
    {
        lock (_running)
        {
            foreach (var variable in _variables)
            {
                variable.BeforeRun(Options.Device);
            }
            foreach (var (host, device) in _copiedInputs)
            {
                device.Write(0, host.Bytes);
            }
            if (outputWritten is null || _copiedOutputs.Length > 0)
            {
                _plan.Run();
            }
            else
            {
                _plan.Run(_results, outputWritten);
            }
            for (var i = 0; i < _copiedOutputs.Length; i++)
            {
                _copiedOutputs[i].Device.Read(0, _copiedOutputs[i].Host.Bytes);
                outputWritten?.Invoke(i);
            }
            for (var i = 0; i < Updates.Count; i++)
            {
                Updates[i].Target.AfterUpdate(Options.Device);
            }
        }
    }

    /// <summary>Bytes of memory for intermediate values.</summary>
    public long ArenaBytes => _plan.ArenaBytes;

    /// <summary>Bytes of variables, constants, inputs and outputs that the function reads or writes.</summary>
    public long StateBytes => _plan.StateBytes;

    /// <summary>
    /// Floating-point operations of one run in matrix products and convolutions: two for each multiply-add of the direct algorithm, those
    /// inside recurrences included. Divided by the seconds of a run and by <see cref="Diagnostics.FmaPeak"/> this is the share of the
    /// processor's peak.
    /// </summary>
    public double ProductOperations => _plan.Specs.Sum(spec => spec.Products);

    /// <summary>
    /// The plan: each kernel with what it writes and where, and when profiled its time, GF/s, GB/s, and the share of the roofline: the time
    /// it would need at the measured multiply-add peak and reading bandwidth, divided by the time it took. Values that lie in a
    /// cache are read faster than memory, so that shares above 100 % are seen. A profiled plan ends with the kernel during which most
    /// of the arena is in use, and what lies there then.
    /// </summary>
    public override string ToString() => PlanPrinter.Print(_plan);

    /// <summary>Copies values into the inputs, runs, and returns copies of the outputs.</summary>
    /// <param name="inputs">One tensor per input, of its shape; cast to its element type.</param>
    /// <exception cref="ShapeException">An input has another shape, or there are too few or too many.</exception>
    public Tensor[] Call(params ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != _inputs.Length)
            throw new ShapeException($"This function expects {_inputs.Length} inputs, but received {inputs.Length}.");
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Shape != Inputs[i].Shape)
            {
                throw new ShapeException(
                    $"Input {i} of this function has shape {Inputs[i].Shape}, but received {inputs[i].Shape}. Reshape it, or compile for "
                        + $"that shape.");
            }
            inputs[i].Cast(Inputs[i].DType).Evaluate().Bytes.CopyTo(_inputs[i].Bytes);
        }
        Run();
        var results = new Tensor[_outputs.Length];
        for (var i = 0; i < results.Length; i++)
            results[i] = new Tensor(OutputCopy(i));
        return results;
    }

    /// <summary>The memory of an output itself, for who runs the function once and lets it go.</summary>
    internal HostMemory OutputMemory(int index) => _outputs[index];

    internal HostMemory OutputCopy(int index)
    {
        var copy = new HostMemory(_outputs[index].Type, cleared: false);
        _outputs[index].Bytes.CopyTo(copy.Bytes);
        return copy;
    }

    private static (Tensor, T)[] Pairs<T>(IReadOnlyList<Tensor> nodes, BufferSlot[] slots, Func<BufferSlot, T> place)
    {
        var pairs = new (Tensor, T)[slots.Length];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = (nodes[i], place(slots[i]));
        return pairs;
    }

    // Checks the graph and returns the variables that it reads or updates.
    private HashSet<Variable> Check()
    {
        var (variables, values) = (new HashSet<Variable>(), new Tensor[_updates.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            variables.Add(_updates[i].Target);
            values[i] = _updates[i].Value;
        }
        foreach (var input in Inputs)
        {
            if (input.Op is not Graph.Ops.Input)
            {
                throw new ArgumentException(
                    $"A compiled function's inputs are made by Tensor.Input, but received the result of {input.Op.Name} ({input.Type}).");
            }
        }
        foreach (var node in GraphOrder.Of([.. Outputs, .. values], stopAtKnown: true))
        {
            if (node.Op is Graph.Ops.VariableRead read)
                variables.Add(read.Variable);
            if (node.Op is Graph.Ops.Input input && !Inputs.Contains(node))
            {
                throw new ArgumentException(
                    $"The graph needs the input '{input.Label}' ({input.Type}), which is not among the inputs given. Add it.");
            }
        }
        if (Options.Frozen && _updates.Length > 0)
        {
            throw new ArgumentException(
                "A frozen function takes its variables for constants, but received updates of some. Compile it without Frozen.");
        }
        var targets = new HashSet<Variable>();
        foreach (var update in _updates)
        {
            if (update.Value.Type != update.Target.Type)
            {
                throw new ArgumentException(
                    $"Variable '{update.Target.Name}' is {update.Target.Type}, but its update is {update.Value.Type}. Cast or reshape it.");
            }
            if (!targets.Add(update.Target))
                throw new ArgumentException($"Variable '{update.Target.Name}' is updated twice in one function. Combine the updates.");
        }
        return variables;
    }
}
