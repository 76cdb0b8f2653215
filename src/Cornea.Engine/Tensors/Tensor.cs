using System.Collections.Immutable;
using Cornea.Compilation;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea;

/// <summary>
/// An n-dimensional array of numbers, and at the same time the node of the graph that computes it: operators build the
/// graph and nothing runs until a value is read (<see cref="ToArray{T}"/>, <see cref="Item"/>, <see cref="ToString"/>) or a
/// <see cref="CompiledFunction"/> is made of it. Once read, a tensor keeps its values, and its graph for gradients;
/// <see cref="Compute"/> keeps the values alone. Tensors never change; a <see cref="Variable"/> does, and a tensor
/// computed from one is computed anew at each reading.
/// </summary>
public sealed partial class Tensor
{
    private static long _made;

    // Tensors are numbered as they are made, so what one is computed from has smaller numbers.
    private readonly long _number = Interlocked.Increment(ref _made);

    // The smallest number among those whose graph Compute has let go; 0 where it has let nothing go.
    private long _firstLetGo;

    internal Tensor(Op op, ImmutableArray<Tensor> inputs)
    {
        Op = op;
        Inputs = inputs;
        Span<TensorType> types = new TensorType[inputs.Length];
        for (var i = 0; i < types.Length; i++)
            types[i] = inputs[i].Type;
        Type = op.Infer(types);
    }

    internal Tensor(HostMemory value)
    {
        Op = new Constant(value);
        Inputs = [];
        Type = value.Type;
        Known = value;
    }

    /// <summary>Axis lengths, outermost first.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>Element type.</summary>
    public DType DType => Type.DType;

    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>Number of elements.</summary>
    public int Size => Shape.Size;

    /// <summary>Shape and element type together.</summary>
    public TensorType Type { get; }

    internal Op Op { get; private set; }

    internal ImmutableArray<Tensor> Inputs { get; private set; }

    /// <summary>The values once they are known. The op and its inputs stay until <see cref="Compute"/>, so gradients can still be
    /// taken.</summary>
    internal HostMemory? Known { get; private set; }

    /// <summary>True when the values are there already, so that reading them computes nothing.</summary>
    public bool IsComputed => Known is not null;

    /// <summary>
    /// True where the values depend on no input and no variable: they can be computed now, and will be the same at every run.
    /// </summary>
    public bool IsConstant => GraphOrder.Of([this], stopAtKnown: true)
        .All(node => node.Known is not null || node.Op is not (Graph.Ops.Input or VariableRead));

    /// <summary>A value to be given at each run of a <see cref="CompiledFunction"/>.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="dtype">Its element type.</param>
    /// <param name="name">Its name in messages and printed plans.</param>
    public static Tensor Input(Shape shape, DType dtype = DType.Float32, string name = "input") =>
        new(new Input(name, new TensorType(shape, dtype)), []);

    /// <summary>All elements, row by row, as float; other element types are converted.</summary>
    public float[] ToArray() => ToArray<float>();

    /// <summary>All elements, row by row; the element type is converted where it differs.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; see <see cref="DTypes.Of{T}"/>.</typeparam>
    public T[] ToArray<T>() where T : unmanaged => Cast(DTypes.Of<T>()).AsSpan<T>().ToArray();

    /// <summary>All elements, row by row, without a copy.</summary>
    /// <typeparam name="T">The C# type of <see cref="DType"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The tensor holds another type, or depends on an input that has no value yet.</exception>
    public ReadOnlySpan<T> AsSpan<T>() where T : unmanaged => Evaluate().Span<T>();

    /// <summary>All elements, row by row, as they lie in memory, without a copy; for copies that need not know their type.</summary>
    /// <exception cref="InvalidOperationException">The tensor depends on an input that has no value yet.</exception>
    public ReadOnlySpan<byte> AsBytes() => Evaluate().Bytes;

    /// <summary>The one element, as float.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public float Item() => Item<float>();

    /// <summary>The one element.</summary>
    /// <typeparam name="T">The C# type of an element type, such as float; converted where it differs.</typeparam>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    public T Item<T>() where T : unmanaged => Size == 1
        ? Cast(DTypes.Of<T>()).AsSpan<T>()[0]
        : throw new InvalidOperationException(
            $"Item expects a tensor with one element, but this one has shape {Shape}. Index or reduce it first.");

    /// <summary>Computes the values now and lets the graph go that gave them, so that a tensor carried through a loop takes no more
    /// memory from step to step.</summary>
    /// <returns>This tensor.</returns>
    /// <remarks>
    /// No gradient passes to what it was computed from: <see cref="Gradients"/> says so where one is asked for. Reading the values
    /// (<see cref="ToArray()"/>, <see cref="Item()"/>, <see cref="ToString()"/>) keeps the graph. A tensor that depends on a variable, as
    /// all that a layer's weights were part of, keeps its graph too, since it is computed anew at each reading; <see cref="Detach"/> makes
    /// one that does not, for loops that carry what a model gave.
    /// </remarks>
    /// <example><code>for (var i = 0; i &lt; 1_000_000; i++) t = (t * 0.999).Compute();</code></example>
    /// <exception cref="InvalidOperationException">The tensor depends on an input that has no value yet.</exception>
    public Tensor Compute()
    {
        Evaluate();
        if (Known is not null && !Inputs.IsEmpty)
        {
            _firstLetGo = GraphOrder.Of([this]).Min(static node => node._firstLetGo > 0 ? node._firstLetGo : node._number);
            (Op, Inputs) = (new Constant(Known), []);
        }
        return this;
    }

    /// <summary>Another tensor of the same values without the graph that computed them, also of one that depends on a variable: no
    /// gradient passes.</summary>
    public Tensor Detach() => new(Evaluate());

    /// <summary>Whether the graph that <see cref="Compute"/> let go may have held another tensor: it is as old as that graph.</summary>
    internal bool MayHaveLetGo(Tensor other) => _firstLetGo > 0 && other._number >= _firstLetGo && other._number < _number;

    /// <summary>
    /// The values, computed now if needed and then kept; except where they depend on a variable, which may change: those
    /// are computed at each reading.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tensor depends on an input that has no value yet.</exception>
    internal HostMemory Evaluate()
    {
        if (Known is not null)
            return Known;
        var value = EvaluateAnew(out var changes);
        return changes ? value : Known = value;
    }

    /// <summary>The values, computed now into memory of their own, which nothing else holds.</summary>
    /// <param name="changes">Whether they depend on a variable.</param>
    internal HostMemory EvaluateAnew(out bool changes)
    {
        changes = false;
        foreach (var node in GraphOrder.Of([this], stopAtKnown: true))
        {
            if (node.Op is Input input)
                throw input.NoValue();
            changes |= node.Op is VariableRead;
        }
        return Evaluation.Run(this);
    }
}
