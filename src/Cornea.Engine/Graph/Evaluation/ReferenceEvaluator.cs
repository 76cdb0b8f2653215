using Cornea.Graph.Ops;

namespace Cornea.Graph.Evaluation;

/// <summary>
/// What every op means: plain loops in double, one node at a time, nothing fused and nothing reused. Slow on purpose;
/// kernels of every device are tested against it, and constants are folded by it. float32 is not rounded between nodes; 16-bit floats
/// and integers are.
/// </summary>
internal static class ReferenceEvaluator
{
    /// <summary>The values of some nodes, given those of the graph's inputs.</summary>
    public static double[][] Evaluate(IReadOnlyList<Tensor> outputs, IReadOnlyDictionary<Tensor, double[]> given)
    {
        var values = new Dictionary<Tensor, double[]>(ReferenceEqualityComparer.Instance);
        foreach (var node in GraphOrder.Of(outputs, stopAtKnown: true))
        {
            values[node] = given.TryGetValue(node, out var value)
                ? value
                : node.Known is { } known ? Read(known)
                : node.Op is RecurrenceResult result ? ReferenceRecurrence.Evaluate(result, node.Inputs[0], input => values[input])
                : Rounded(node.DType, Compute(node, [.. node.Inputs.Select(input => values[input])]));
        }
        return [.. outputs.Select(output => values[output])];
    }

    private static double[] Compute(Tensor node, double[][] x)
    {
        var inputs = node.Inputs;
        return node.Op switch
        {
            Input input => throw input.NoValue(),
            Constant constant => Read(constant.Value),
            CustomGradient => x[0],
            VariableRead read => Read(read.Variable.Memory),
            Graph.Ops.Random random => ReferenceIndexing.Random(random, Key(inputs[0], x[0][0])),
            Unary unary => Array.ConvertAll(x[0], v => ReferenceMath.Apply(unary.Kind, v)),
            Binary binary => Map(node.Size, i => ReferenceMath.Apply(binary.Kind, x[0][i], x[1][i], inputs[0].DType)),
            Select => Map(node.Size, i => x[0][i] != 0 ? x[1][i] : x[2][i]),
            Cast cast => Array.ConvertAll(x[0], v => cast.To.IsFloat() ? v : Math.Truncate(v)),
            Reduce reduce => ReferenceReduce.Reduce(reduce, x[0], inputs[0].Shape, node.Shape),
            Softmax softmax => ReferenceReduce.Softmax(softmax, x[0], node.Shape[^1]),
            ArgReduce arg => ReferenceReduce.ArgReduce(arg, x[0], inputs[0].Shape),
            Cumulative cumulative => ReferenceReduce.Cumulative(cumulative, x[0], inputs[0].Shape),
            ArgSort sort => ReferenceReduce.ArgSort(sort, x[0], inputs[0].Shape),
            Reshape => x[0],
            Transpose transpose => ReferenceLayout.Transpose(transpose, x[0], inputs[0].Shape, node.Shape),
            Broadcast => ReferenceLayout.Broadcast(x[0], inputs[0].Shape, node.Shape),
            Slicing slice => ReferenceLayout.Slice(slice, x[0], inputs[0].Shape, node.Shape),
            Pad pad => ReferenceLayout.Pad(pad, x[0], inputs[0].Shape, node.Shape),
            Concat concat => ReferenceLayout.Concat(concat, x, [.. inputs.Select(input => input.Shape)], node.Shape),
            MatMul product => ReferenceIndexing.MatMul(product, x[0], x[1], inputs[0].Shape, node.Shape),
            Convolution op => ReferenceConvolution.Convolution(op, x[0], x[1], inputs[0].Shape, node.Shape),
            ConvolutionInputGradient op => ReferenceConvolution.InputGradient(op, x[0], x[1], inputs[0].Shape),
            ConvolutionKernelGradient op =>
                ReferenceConvolution.KernelGradient(op, x[0], x[1], inputs[0].Shape, inputs[1].Shape, node.Size),
            Pool op => ReferenceConvolution.Pool(op, x[0], inputs[0].Shape, node.Shape),
            PoolGradient op => ReferenceConvolution.PoolGradient(op, x[0], x[^1], inputs[^1].Shape),
            PoolChoice op => ReferenceConvolution.PoolChoice(op, x[0], x[1], inputs[0].Shape, node.Shape),
            Gather gather => ReferenceIndexing.Gather(gather, x[0], x[1], inputs[0].Shape),
            ScatterAdd scatter => ReferenceIndexing.ScatterAdd(scatter, x[0], x[1], x[2], inputs[0].Shape),
            HostFunction function => Read(function.Call(inputs.Select((input, i) => Held(input.Type, x[i])))),
            Recurrence => [], // only its results have values
            _ => throw new NotSupportedException(
                $"The reference backend has no arm for {node.Op.Name}. Add one to ReferenceEvaluator.Compute."),
        };
    }

    // A key has 64 bits, of which a double holds 53: it is read where it lies when it is a constant or a variable.
    private static ulong Key(Tensor key, double value) => unchecked((ulong)(key switch
    {
        { Known: { } known } => known.Span<long>()[0],
        { Op: VariableRead read } => read.Variable.Memory.Span<long>()[0],
        _ => (long)value,
    }));

    private static HostMemory Held(TensorType type, double[] values)
    {
        var held = new HostMemory(type, cleared: false);
        for (var i = 0; i < values.Length; i++)
            held.Set(i, values[i]);
        return held;
    }

    internal static double[] Read(HostMemory buffer) => Map(buffer.Type.Shape.Size, i => buffer[i]);

    internal static double[] Map(int count, Func<int, double> value)
    {
        var result = new double[count];
        for (var i = 0; i < count; i++)
            result[i] = value(i);
        return result;
    }

    // Integers wrap around as the machine's do; a 16-bit float is rounded once, from double.
    internal static double[] Rounded(DType dtype, double[] values) => dtype switch
    {
        DType.UInt8 => Array.ConvertAll(values, v => (double)unchecked((byte)(long)v)),
        DType.Int8 => Array.ConvertAll(values, v => (double)unchecked((sbyte)(long)v)),
        DType.UInt16 => Array.ConvertAll(values, v => (double)unchecked((ushort)(long)v)),
        DType.Int16 => Array.ConvertAll(values, v => (double)unchecked((short)(long)v)),
        DType.UInt32 => Array.ConvertAll(values, v => (double)unchecked((uint)(long)v)),
        DType.Int32 => Array.ConvertAll(values, v => (double)unchecked((int)(long)v)),
        DType.Int64 => Array.ConvertAll(values, v => (double)(long)v),
        DType.BFloat16 => Array.ConvertAll(values, v => (double)(BFloat16)v),
        DType.Float16 => Array.ConvertAll(values, v => (double)(Half)v),
        DType.Bool or DType.Float32 or DType.Float64 => values,
    };
}
