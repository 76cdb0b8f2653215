namespace Cornea.Onnx;

/// <summary>
/// Products of rounded inputs and int8 weights in the form that quantizing runtimes look for: QuantizeLinear and DequantizeLinear of the
/// inputs, DequantizeLinear of the weights, and the product of floating-point numbers. Inputs that are not rounded stay as they are.
/// </summary>
internal sealed partial class GraphEmitter
{
    private readonly Dictionary<Tensor, QuantizedProduct> _quantized = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _inside = new(ReferenceEqualityComparer.Instance);

    // Products that are scaled back: sums * factor, where the sums are those of round(x * scale) and a constant.
    private void NoteQuantized(IReadOnlyList<TensorNode> nodes)
    {
        foreach (var node in nodes.Where(node => node.Operation == "Multiply"))
        {
            var inside = new List<Tensor>();
            if (Quantized(node, inside) is { } product)
            {
                _quantized[node.Value] = product;
                _inside.UnionWith(inside);
            }
        }
    }

    private QuantizedProduct? Quantized(TensorNode multiply, List<Tensor> inside)
    {
        if (Other(multiply) is not var (sums, factor))
            return null;
        sums = Through(sums, "Cast", inside);
        var rows = Through(sums, "Reshape", inside);
        var product = _trace.Node(rows);
        var isMatrix = product.Operation == "MatMul" && product.Arguments["transpose"].All(turned => turned == 0);
        if (!isMatrix && (product.Operation != "Convolution" || !ReferenceEquals(rows, sums)))
            return null;
        inside.Add(rows);
        var (bytes, weights) = (product.Inputs[0], product.Inputs[1]);
        if (!_trace.IsFixed(weights) || weights.DType is not (DType.Int8 or DType.Float32) || factor.Rank > 1)
            return null;
        if (!isMatrix && weights.DType == DType.Float32 && bytes.DType == DType.Float32 && IsOfBytes(weights) && !IsOfBytes(bytes))
            return new QuantizedProduct(product, bytes, null, factor);
        if (isMatrix)
            bytes = Through(bytes, "Reshape", inside);
        if (bytes.DType != DType.Int8)
            bytes = Through(bytes, "Cast", inside);
        if (bytes.DType != DType.Int8 || _trace.Node(bytes).Operation != "Cast")
            return null;
        var rounded = _trace.Node(Through(bytes, "Cast", inside));
        foreach (var step in (string[])["Minimum", "Maximum"])
        {
            if (rounded.Operation != step || Other(rounded) is not var (value, _))
                return null;
            inside.Add(rounded.Value);
            rounded = _trace.Node(value);
        }
        if (rounded.Operation != "Round")
            return null;
        inside.Add(rounded.Value);
        var scaled = _trace.Node(rounded.Inputs[0]);
        if (scaled.Operation != "Multiply" || Other(scaled) is not var (x, scale) || scale.Size != 1)
            return null;
        inside.Add(scaled.Value);
        return new QuantizedProduct(product, x, scale, factor);
    }

    private void EmitQuantized(TensorNode node, QuantizedProduct product)
    {
        var rank = product.Node.Inputs[1].Rank;
        var isMatrix = product.Node.Operation == "MatMul";
        var x = isMatrix ? Name(product.X) : Second(product.X);
        var factor = product.Factor;
        if (product.Scale is { } inputScale)
        {
            var zero = _graph.Number(0, DType.Int8);
            var scale = _graph.Constant("scale", (1 / inputScale).Reshape(Shape.Scalar));
            x = _graph.Add("DequantizeLinear", [_graph.Add("QuantizeLinear", [x, scale, zero]), scale, zero]);
            factor *= inputScale;
        }
        var weights = product.Node.Inputs[1].Cast(DType.Int8);
        int[] order = isMatrix ? [0, 1] : [rank - 1, rank - 2, .. Enumerable.Range(0, rank - 2)];
        var factors = factor.BroadcastTo(new Shape(weights.Shape[^1]));
        var kernel = _graph.Add(
            "DequantizeLinear", [_graph.Constant("kernel", weights.Transpose(order)), _graph.Constant("kernel_scale", factors)],
            ("axis", isMatrix ? 1 : 0));
        if (isMatrix)
        {
            Take(node.Value, _graph.Add("MatMul", [x, kernel]));
        }
        else
        {
            Picture(node, _graph.Add("Conv", [x, kernel], [.. Window(product.Node, product.Node.Inputs[0]),
                ("group", product.Node.Arguments["groups"][0])]));
        }
    }

    // The operand that is computed and the one that is constant.
    private (Tensor Value, Tensor Constant)? Other(TensorNode node)
    {
        // What is repeated along an open batch is constant all the same.
        var (a, b) = (Source(node.Inputs[0]), Source(node.Inputs[1]));
        return (_trace.IsFixed(a), _trace.IsFixed(b)) switch
        {
            (false, true) => (node.Inputs[0], b),
            (true, false) => (node.Inputs[1], a),
            _ => null,
        };
    }

    // Whether these are whole numbers of 8 bits in another type, in any shape.
    private bool IsOfBytes(Tensor tensor)
    {
        var node = _trace.Node(tensor);
        while (node.Operation is "Reshape" or "Transpose")
            node = _trace.Node(node.Inputs[0]);
        return node.Operation == "Cast" && node.Inputs[0].DType == DType.Int8;
    }

    private Tensor Through(Tensor tensor, string operation, List<Tensor> inside)
    {
        var node = _trace.Node(tensor);
        if (node.Operation != operation)
            return tensor;
        inside.Add(tensor);
        return node.Inputs[0];
    }

    private sealed record QuantizedProduct(TensorNode Node, Tensor X, Tensor? Scale, Tensor Factor);
}
