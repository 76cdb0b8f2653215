namespace Cornea.Onnx;

/// <summary>Operators of onnxruntime's own domain on numbers kept in 8 or 4 bits: what its quantizer writes.</summary>
internal static class QuantizedOperators
{
    private const string Domain = "com.microsoft";

    public static IEnumerable<OperatorEntry> Entries =>
    [
        Pair("QLinearAdd", (a, b) => a + b),
        Pair("QLinearMul", (a, b) => a * b),
        Single("QLinearSigmoid", "", (_, x) => x.Sigmoid()),
        Single("QLinearLeakyRelu", "alpha", (call, x) => ActivationOperators.Negative(x, x * call.Float("alpha", 0.01))),
        Single("QLinearSoftmax", "axis opset", (call, x) =>
        {
            var axis = call.Axis(call.Int("axis", call.Int("opset", 13) < 13 ? 1 : -1), x.Rank);
            return call.Int("opset", 13) < 13
                ? x.Reshape(new Shape([x.Shape[..axis].Size, x.Shape[axis..].Size])).Softmax().Reshape(x.Shape)
                : x.MoveAxis(axis, -1).Softmax().MoveAxis(-1, axis);
        }),
        Single("QLinearGlobalAveragePool", "channels_last", (call, x) =>
            x.Mean([.. Enumerable.Range(call.Int("channels_last", 0) == 1 ? 1 : 2, Math.Max(0, x.Rank - 2))], true)),
        Single("QLinearAveragePool", "auto_pad ceil_mode channels_last count_include_pad kernel_shape pads strides", (call, x) =>
            call.Int("channels_last", 0) == 1 ? throw call.Fault("channels last are not supported", "channels_last")
                : PoolingOperators.AveragePool(call, x)),
        OperatorEntry.Of("QLinearConcat", 1, "axis", call =>
        {
            if (call.Count < 5 || (call.Count - 2) % 3 != 0)
                throw call.Fault($"a scale, a zero point and three inputs for each part are needed, but {call.Count} came");
            var parts = Enumerable.Range(0, (call.Count - 2) / 3).Select(i => Real(call, 2 + 3 * i)).ToArray();
            var axis = call.Axis(call.Required("axis"), parts[0].Rank);
            return Rounded(Tensor.Concat(parts, axis), call[0], call[1]);
        }, Domain),
        OperatorEntry.Of("QGemm", 1, "alpha transA transB", General, Domain),
        OperatorEntry.Of("MatMulIntegerToFloat", 1, "", call =>
        {
            var product = LinearOperators.Product(call, Shifted(call[0], call.Optional(4)), Shifted(call[1], call.Optional(5)));
            product = (product * Wide(call[2]) * Wide(call[3])).Cast(call[2].DType);
            return call.Optional(6) is { } bias ? product + bias : product;
        }, Domain),
        OperatorEntry.Of("DynamicQuantizeMatMul", 1, "", call =>
        {
            var (x, scale, zero) = QuantizationOperators.Bytes(call[0]);
            var product = LinearOperators.Product(call, Shifted(x, zero), Shifted(call[1], call.Optional(3)));
            product = (product * (Wide(scale) * Wide(call[2]))).Cast(call[0].DType);
            return call.Optional(4) is { } bias ? product + bias : product;
        }, Domain),
        OperatorEntry.Of("MatMulNBits", 1, "K N accuracy_level bits block_size weight_prepacked", Blocks, Domain),
    ];

    private static Tensor Wide(Tensor x) => x.Cast(DType.Float64);

    private static Tensor Shifted(Tensor x, Tensor? zero) => zero is null ? Wide(x) : Wide(x) - Wide(zero);

    // The numbers that an input stands for: its scale and zero point follow it.
    private static Tensor Real(OperatorCall call, int index) => Shifted(call[index], call.Optional(index + 2)) * Wide(call[index + 1]);

    private static Tensor Rounded(Tensor x, Tensor scale, Tensor zero) => QuantizationOperators.Rounded(x / Wide(scale), zero);

    private static OperatorEntry Pair(string name, Func<Tensor, Tensor, Tensor> compute) => OperatorEntry.Of(name, 1, "", call =>
        Rounded(compute(Real(call, 0), Real(call, 3)), call[6], call.Optional(7) ?? Tensor.Zeros(Shape.Scalar, call[0].DType)), Domain);

    private static OperatorEntry Single(string name, string attributes, Func<OperatorCall, Tensor, Tensor> compute) =>
        OperatorEntry.Of(name, 1, attributes, call => Rounded(compute(call, Real(call, 0)), call[3],
            call.Optional(4) ?? Tensor.Zeros(Shape.Scalar, call[0].DType)), Domain);

    private static Tensor General(OperatorCall call)
    {
        // Scales and zero points are those of the columns of the product.
        var a = Shifted(call.Int("transA", 0) == 1 ? call[0].Transpose() : call[0], call[2]);
        var b = Shifted(call.Int("transB", 0) == 1 ? call[3].Transpose() : call[3], call[5]);
        var product = LinearOperators.Product(call, a, b);
        product = call.Optional(6) is { } bias ? product + Wide(bias) : product;
        product *= Wide(call[1]) * Wide(call[4]) * call.Float("alpha", 1);
        return call.Optional(7) is { } scale ? Rounded(product, scale, call[8]) : product.Cast(DType.Float32);
    }

    // Weights of 4 or 8 bits, each block of a column with its own scale: (N, blocks, bytes of a block).
    private static Tensor Blocks(OperatorCall call)
    {
        var (inner, columns, bits, block) = (call.Required("K"), call.Required("N"), call.Int("bits", 4), call.Required("block_size"));
        if (bits is not (4 or 8) || block < 2 || inner < 1 || columns < 1)
            throw call.Fault($"weights of {bits} bits in blocks of {block} are not supported", "bits");
        if (call.Optional(4) is not null || call.Int("weight_prepacked", 0) != 0)
            throw call.Fault("reordered weights are not supported");
        var count = (inner + block - 1) / block;
        Tensor Apart(Tensor bytes, int each) => bits == 8 ? bytes.Reshape(columns, each)
            : Tensor.Stack([bytes.Cast(DType.Int32) % 16, bytes.Cast(DType.Int32).FloorDivide(16)], -1)
                .Reshape(columns, bytes.Size / columns * 2).Narrow(1, 0, each);
        if (call[1].Size != (long)columns * count * block * bits / 8)
            throw call.Fault($"{call[1].Shape} holds no {columns} columns of {inner} weights", "N");
        var weights = Apart(call[1], count * block).Reshape(columns, count, block).Cast(DType.Float32);
        var zero = call.Optional(3) switch
        {
            null => Tensor.From(bits == 4 ? 8f : 128f),
            { } stored when stored.DType.IsFloat() => stored.Cast(DType.Float32).Reshape(columns, count, 1),
            { } stored => Apart(stored, count).Reshape(columns, count, 1).Cast(DType.Float32),
        };
        var matrix = ((weights - zero) * call[2].Cast(DType.Float32).Reshape(columns, count, 1)).Reshape(columns, count * block)
            .Narrow(1, 0, inner);
        var product = LinearOperators.Product(call, call[0].Cast(DType.Float32), matrix.Transpose());
        return (call.Optional(5) is { } bias ? product + bias.Cast(DType.Float32) : product).Cast(call[0].DType);
    }
}
