using Cornea.Compilation.Kernels;
using Cornea.Graph.Evaluation;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Reference;

/// <summary>
/// What every kernel spec means: it reads all elements of its views as doubles, computes what the ops mean, and rounds to the type
/// of what it writes. Slow on purpose, and it allocates.
/// </summary>
/// <param name="spec">The spec.</param>
/// <param name="compute">From the elements of the reads, each in the order of its view, to those of the writes.</param>
internal sealed class ReferenceKernel(KernelSpec spec, Func<double[][], double[][]> compute) : Kernel(spec)
{
    public override void Run()
    {
        var results = compute([.. Spec.Reads.Select(ViewElements.Read)]);
        for (var i = 0; i < results.Length; i++)
        {
            ViewElements.Write(Spec.Writes[i], results[i]);
        }
    }

    /// <summary>The kernel of a spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="backend">The backend that allocates what the kernel keeps.</param>
    public static Kernel Of(KernelSpec spec, Backend backend) => spec switch
    {
        HostFunctionSpec function => new HostFunctionKernel(function),
        ScanSpec scan => new ReferenceScanKernel(scan, backend),
        RandomSpec random => new ReferenceKernel(spec, _ =>
            [ReferenceIndexing.Random(new Graph.Ops.Random(random.Kind, ShapeOf(random.Writes[0]), random.Stream),
            ViewElements.Key(random.Reads[0]))]),
        ElementwiseSpec elementwise =>
            new ReferenceKernel(spec, reads => ReferenceProgram.Run(elementwise.Program, reads, elementwise.Writes[0].Count)),
        ReduceSpec reduce => new ReferenceKernel(spec, reads => Reduce(reduce, reads)),
        RowSoftmaxSpec softmax =>
            new ReferenceKernel(spec, reads =>
                [ReferenceReduce.Softmax(new Softmax(softmax.Logarithm, softmax.Scale), reads[0], softmax.Columns)]),
        MatMulSpec product => new ReferenceKernel(spec, reads => MatMul(product, reads)),
        ConvolutionSpec convolution => new ReferenceKernel(spec, reads => Convolution(convolution, reads)),
        ConvolutionKernelGradientSpec gradient => new ReferenceKernel(spec, reads =>
            [ReferenceConvolution.KernelGradient(
                new ConvolutionKernelGradient(gradient.Shape.Window, gradient.Groups), reads[0], reads[1], InputOf(gradient.Shape),
                ResultOf(gradient.Shape, gradient.Filters), gradient.Writes[0].Count)]),
        PoolSpec pool => new ReferenceKernel(spec, reads =>
            [ReferenceConvolution.Pool(new Pool(pool.Kind, pool.Shape.Window), reads[0], InputOf(pool.Shape),
            ResultOf(pool.Shape, pool.Shape.Channels))]),
        PoolGradientSpec pool => new ReferenceKernel(spec, reads =>
            [ReferenceConvolution.PoolGradient(
                new PoolGradient(pool.Kind, pool.Shape.Window, InputOf(pool.Shape)), reads[0], reads[^1],
                ResultOf(pool.Shape, pool.Shape.Channels))]),
        PoolChoiceSpec pool => new ReferenceKernel(spec, reads =>
            [ReferenceConvolution.PoolChoice(
                new PoolChoice(pool.Shape.Window), reads[0], reads[1], InputOf(pool.Shape), ResultOf(pool.Shape, pool.Shape.Channels))]),
        ArgReduceSpec arg => new ReferenceKernel(spec, reads =>
            [ReferenceReduce.ArgReduce(new ArgReduce(arg.Largest, 1), reads[0], new Shape(arg.Outer, arg.Length, arg.Inner))]),
        CumulativeSpec cumulative => new ReferenceKernel(spec, reads =>
            [ReferenceReduce.Cumulative(
                new Cumulative(cumulative.Kind, 1, cumulative.Exclusive, cumulative.Reverse), reads[0],
                new Shape(cumulative.Outer, cumulative.Length, cumulative.Inner))]),
        ArgSortSpec sort => new ReferenceKernel(spec, reads =>
            [ReferenceReduce.ArgSort(new ArgSort(1, sort.Descending), reads[0], new Shape(sort.Outer, sort.Length, sort.Inner))]),
        GatherSpec gather => new ReferenceKernel(spec, reads =>
            [ReferenceIndexing.Gather(new Gather(1) { Fault = gather.Fault }, reads[0], reads[1],
            new Shape(gather.Outer, gather.Length, gather.Inner))]),
        ScatterAddSpec scatter => new ReferenceKernel(spec, reads =>
            [ReferenceIndexing.ScatterAdd(new ScatterAdd(1), reads[0], reads[1], reads[2],
            new Shape(scatter.Outer, scatter.Length, scatter.Inner))]),
        _ => throw new NotSupportedException($"The reference has no kernel for {spec.Name}. Add one to ReferenceKernel.Of."),
    };

    private static double[][] Reduce(ReduceSpec spec, double[][] reads)
    {
        var shape = new Shape(spec.Lengths.AsSpan());
        var results = ReferenceProgram.Run(spec.Program, reads, shape.Size);
        Shape kept = new([.. spec.Lengths[..spec.First], .. spec.Lengths[(spec.First + spec.Count)..]]);
        int[] axes = [.. Enumerable.Range(spec.First, spec.Count)];
        for (var i = 0; i < spec.Kinds.Length; i++)
        {
            results[i] = ReferenceReduce.Reduce(new Reduce(spec.Kinds[i], [.. axes]), results[i], shape, kept);
        }
        return results;
    }

    private static double[][] MatMul(MatMulSpec spec, double[][] reads)
    {
        var (rows, columns, depth) = (spec.Rows, spec.Columns, spec.Depth);
        var (a, b, product) = (reads[0], reads[1], new double[spec.Batch * rows * columns]);
        for (var row = 0; row < spec.Batch * rows; row++)
        {
            var result = product.AsSpan(row * columns, columns);
            for (var k = 0; k < depth; k++)
            {
                var factor = a[row * depth + k];
                var from = b.AsSpan((row / rows * depth + k) * columns, columns);
                for (var column = 0; column < columns; column++)
                {
                    result[column] += factor * from[column];
                }
            }
        }
        return Finished(spec, spec.Epilogue, product, reads);
    }

    private static double[][] Convolution(ConvolutionSpec spec, double[][] reads)
    {
        var (shape, ofGroup) = (spec.Shape, spec.Filters / spec.Groups);
        var result = ReferenceConvolution.Convolution(
            new Convolution(shape.Window, spec.Groups), reads[0], reads[1], InputOf(shape), ResultOf(shape, spec.Filters));
        // Writes and the epilogue's operands are [group, position, filter of the group].
        var product = new double[result.Length];
        for (var i = 0; i < product.Length; i++)
        {
            var (group, position, filter) = (i / (shape.Pixels * ofGroup), i / ofGroup % shape.Pixels, i % ofGroup);
            product[i] = result[position * spec.Filters + group * ofGroup + filter];
        }
        return Finished(spec, spec.Epilogue, product, reads);
    }

    // The product itself, or what its epilogue makes of it.
    private static double[][] Finished(KernelSpec spec, ElementwiseProgram? epilogue, double[] product,
        double[][] reads) => epilogue is null
        ? [product]
        : ReferenceProgram.Run(
            epilogue, [ReferenceEvaluator.Rounded(spec.Reads[0].DType.OfProduct(), product), .. reads[2..]], product.Length);

    private static Shape ShapeOf(BufferView view) => new(view.Lengths.AsSpan());

    private static Shape InputOf(WindowShape shape) => new([shape.Batch, .. shape.Input, shape.Channels]);

    private static Shape ResultOf(WindowShape shape, int channels) => new([shape.Batch, .. shape.Positions, channels]);
}
