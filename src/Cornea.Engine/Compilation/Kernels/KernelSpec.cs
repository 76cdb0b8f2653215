using System.Collections.Immutable;
using System.Globalization;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Kernels;

/// <summary>
/// One piece of work for a backend. These records are all that a backend has to know: what to read, what to write, and how one
/// follows from the other.
/// </summary>
/// <param name="Reads">What the kernel reads.</param>
/// <param name="Writes">What the kernel writes; nothing else reads or writes it meanwhile.</param>
internal abstract record KernelSpec(ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
{
    /// <summary>What it reads, then what it writes.</summary>
    public IEnumerable<BufferView> Views => Reads.Concat(Writes);

    /// <summary>Whether it reads or writes some of a slot.</summary>
    /// <param name="slot">The slot.</param>
    public bool Uses(BufferSlot slot) => Views.Any(view => ReferenceEquals(view.Buffer, slot));

    /// <summary>The name in printed plans.</summary>
    public virtual string Name => GetType().Name.Replace("Spec", "", StringComparison.Ordinal);

    /// <summary>What is particular to it, in printed plans.</summary>
    public virtual string Detail => "";

    /// <summary>Floating-point operations of one run: two for each multiply-add of a product or convolution (of the direct algorithm,
    /// whichever is taken), one for each arithmetic step, comparison and sum of an element, functions such as the exponential too.
    /// Kernels that only move elements have none.</summary>
    public abstract double Work { get; }

    /// <summary>What of <see cref="Work"/> is the multiply-adds of products and convolutions.</summary>
    public virtual double Products => 0;

    /// <summary>Bytes of intermediate values that the kernel keeps besides those of the plan.</summary>
    public virtual long InnerBytes => 0;

    /// <summary>Bytes read and written by one run.</summary>
    public virtual long Bytes => Views.Sum(view => Distinct(view) * view.DType.Size());

    // Elements repeated by a stride of 0 are read from memory once.
    private static long Distinct(BufferView view)
    {
        long count = 1;
        for (var i = 0; i < view.Lengths.Length; i++)
            count *= view.Strides[i] == 0 ? Math.Min(1, view.Lengths[i]) : view.Lengths[i];
        return count;
    }
}

/// <summary>A fused run of elementwise ops over one iteration space; every view has its lengths.</summary>
internal sealed record ElementwiseSpec(ElementwiseProgram Program, ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Name => Program.Work == 0 ? "Copy" : "Elementwise";

    public override string Detail => Program.ToString();

    public override double Work => (double)Writes[0].Count * Program.Work;
}

/// <summary>
/// Reductions of adjacent axes <c>[First, First + Count)</c> of the iteration space, of the elements that a program makes. The
/// program's first results are reduced, one kind each, and their writes have the kept axes only; further results are stored as
/// they are, over the whole space.
/// </summary>
internal sealed record ReduceSpec(
    ImmutableArray<ReduceKind> Kinds, ElementwiseProgram Program, ImmutableArray<int> Lengths, int First, int Count,
    ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Name => "Reduce" + string.Concat(Kinds.Distinct());

    public override string Detail =>
        $"axes {First}..{First + Count - 1} of ({string.Join(", ", Lengths)}) {(Program.Work > 0 ? Program.ToString() : "")}";

    public override double Work => Lengths.Aggregate(1.0, (product, length) => product * length) * (Program.Work + Kinds.Length);
}

/// <summary>Softmax, or its logarithm, of each row of a contiguous matrix times a scale.</summary>
internal sealed record RowSoftmaxSpec(bool Logarithm, double Scale, int Rows, int Columns, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Detail => string.Create(
        CultureInfo.InvariantCulture, $"{(Logarithm ? "log" : "")}{(Scale == 1 ? "" : $" scale {Scale}")}").TrimStart();

    public override double Work => 5.0 * Rows * Columns;
}

/// <summary>
/// A batch of matrix products, with an elementwise epilogue applied to each tile while it is in cache. Reads are A, B and the
/// epilogue's operands; the epilogue's register 0 is the product. Views are [batch, rows, columns].
/// </summary>
internal sealed record MatMulSpec(
    int Batch, int Rows, int Columns, int Depth, ElementwiseProgram? Epilogue, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Detail => $"{(Batch > 1 ? $"{Batch}x" : "")}{Rows}x{Columns}x{Depth}{(Epilogue is null ? "" : $" {Epilogue}")}";

    public override double Products => 2.0 * Batch * Rows * Columns * Depth;

    public override double Work => Products + (double)Batch * Rows * Columns * (Epilogue?.Work ?? 0);
}

/// <summary>
/// A convolution, with an elementwise epilogue as <see cref="MatMulSpec"/> has one. Reads are x [batch, 3 spatial axes, channels], whose
/// channels are contiguous, the kernel [3 axes of taps, channels of a group, filters], and the epilogue's operands; these and the write
/// are [group, positions of all images, filters of a group].
/// </summary>
internal sealed record ConvolutionSpec(
    WindowShape Shape, int Filters, int Groups, ElementwiseProgram? Epilogue, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Detail =>
        $"{Shape} to {Filters}{(Groups > 1 ? $" in {Groups} groups" : "")}{(Epilogue is null ? "" : $" {Epilogue}")}";

    public override double Products => 2.0 * Shape.Pixels * Shape.Window.Taps * (Shape.Channels / Groups) * Filters;

    public override double Work => Products + (double)Shape.Pixels * Filters * (Epilogue?.Work ?? 0);
}

/// <summary>
/// The gradient of a convolution by its kernel. Reads are x [batch, 3 spatial axes, channels] and the gradient
/// [batch, 3 axes of positions, filters], both with contiguous channels; the write is the contiguous kernel.
/// </summary>
internal sealed record ConvolutionKernelGradientSpec(
    WindowShape Shape, int Filters, int Groups, ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Name => "KernelGradient";

    public override string Detail => $"{Shape} to {Filters}{(Groups > 1 ? $" in {Groups} groups" : "")}";

    public override double Products => 2.0 * Shape.Pixels * Shape.Window.Taps * (Shape.Channels / Groups) * Filters;

    public override double Work => Products;
}

/// <summary>Pooling of x [batch, 3 spatial axes, channels], all contiguous.</summary>
internal sealed record PoolSpec(PoolKind Kind, WindowShape Shape, ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Name => Kind + "Pool";

    public override string Detail => Shape.ToString();

    public override double Work => (double)Shape.Pixels * Shape.Window.Taps * Shape.Channels;
}

/// <summary>The gradient of pooling, all contiguous. Reads are x, for a maximum, and the gradient of the result.</summary>
internal sealed record PoolGradientSpec(PoolKind Kind, WindowShape Shape, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Name => Kind + "PoolGradient";

    public override string Detail => Shape.ToString();

    public override double Work => (double)Shape.Pixels * Shape.Window.Taps * Shape.Channels;
}

/// <summary>Elements of the second read where the first is largest in a window, all contiguous.</summary>
internal sealed record PoolChoiceSpec(WindowShape Shape, ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Detail => Shape.ToString();

    public override double Work => (double)Shape.Pixels * Shape.Window.Taps * Shape.Channels;
}

/// <summary>The index of the largest or smallest element along the middle axis of a contiguous (outer, length, inner).</summary>
internal sealed record ArgReduceSpec(bool Largest, int Outer, int Length, int Inner, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override double Work => (double)Outer * Length * Inner;
}

/// <summary>Running sums or products along the middle axis of a contiguous (outer, length, inner).</summary>
internal sealed record CumulativeSpec(
    ReduceKind Kind, bool Exclusive, bool Reverse, int Outer, int Length, int Inner, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override double Work => (double)Outer * Length * Inner;
}

/// <summary>The indices that sort the middle axis of a contiguous (outer, length, inner), equal elements in order.</summary>
internal sealed record ArgSortSpec(bool Descending, int Outer, int Length, int Inner, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    /// <summary>The comparisons that sorting needs, length times its logarithm to the base of 2.</summary>
    public override double Work => (double)Outer * Inner * Length * Math.Log2(Math.Max(1, Length));
}

/// <summary>Rows of a contiguous (outer, length, inner) chosen by index. Reads are the source and the indices.</summary>
internal sealed record GatherSpec(int Outer, int Length, int Inner, int Count, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    /// <summary>What the error says of an index outside the axis; null for the usual words.</summary>
    public string? Fault { get; init; }

    public override string Detail => $"{Count} of {Length}";

    /// <summary>Of the source the chosen rows alone are read.</summary>
    public override long Bytes => base.Bytes + ((long)Count - Length) * Outer * Inner * Reads[0].DType.Size();

    public override double Work => 0;
}

/// <summary>A copy of a contiguous (outer, length, inner) to which rows are added at indices. Reads are base, indices, rows.</summary>
internal sealed record ScatterAddSpec(int Outer, int Length, int Inner, int Count, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Detail => $"{Count} into {Length}";

    public override double Work => (double)Outer * Count * Inner;
}

/// <summary>Random numbers. The read is the key. What is computed is whole numbers, so no floating-point operations are counted.</summary>
internal sealed record RandomSpec(RandomKind Kind, int Stream, ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Detail => $"{Kind} stream {Stream}";

    public override double Work => 0;
}

/// <summary>A function of the host. Reads and the write are contiguous.</summary>
/// <param name="Function">The function.</param>
/// <param name="Shapes">The shapes of what it reads.</param>
/// <param name="Reads">What the kernel reads.</param>
/// <param name="Writes">What the kernel writes.</param>
internal sealed record HostFunctionSpec(
    HostFunction Function, ImmutableArray<Shape> Shapes, ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Name => Function.Title;

    /// <summary>Nobody knows what it computes.</summary>
    public override double Work => 0;
}

/// <summary>
/// A step repeated. Reads are the first carries (contiguous), the sequences (time first, contiguous along the last axis) and what
/// the step reads whole; writes are the step plan's results.
/// </summary>
internal sealed record ScanSpec(StepPlan Step, int Length, bool Reverse, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Detail => Step.Condition is null
        ? $"{Length} steps of {Step.Specs.Count} kernels{(Reverse ? ", from the last" : "")}"
        : $"steps of {Step.Specs.Count} kernels while {Step.Condition.Name} is true";

    public override long InnerBytes => Step.Bytes;

    public override double Products => Counted * Step.Specs.Sum(spec => spec.Products);

    public override double Work => Counted * Step.Specs.Sum(spec => spec.Work);

    // How many steps there will be nobody knows where a condition ends them: one is counted.
    private double Counted => Step.Condition is null ? Length : 1;
}
