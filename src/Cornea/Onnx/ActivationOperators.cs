namespace Cornea.Onnx;

/// <summary>Activations.</summary>
internal static class ActivationOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        Of("Relu", 1, "consumed_inputs", call => call[0].Relu()),
        Of("Sigmoid", 1, "consumed_inputs", call => call[0].Sigmoid()),
        Of("Tanh", 1, "consumed_inputs", call => call[0].Tanh()),
        Of("Softplus", 1, "", call => call[0].Softplus()),
        Of("Softsign", 1, "", call => call[0] / (call[0].Abs() + 1)),
        Of("LeakyRelu", 1, "alpha consumed_inputs", call => Negative(call[0], call[0] * call.Float("alpha", 0.01))),
        Of("ThresholdedRelu", 1, "alpha", call => Tensor.Where(call[0] > call.Float("alpha", 1), call[0], 0)),
        Of("Elu", 1, "alpha consumed_inputs", call => Negative(call[0], Below(call[0]).Expm1() * call.Float("alpha", 1))),
        Of("Selu", 1, "alpha gamma consumed_inputs", call => Negative(call[0],
            Below(call[0]).Expm1() * call.Float("alpha", call.Opset < 6 ? 1.6732 : 1.67326319217681884765625))
            * call.Float("gamma", call.Opset < 6 ? 1.0507 : 1.05070102214813232421875)),
        Of("Celu", 12, "alpha", call => Celu(call[0], call.Float("alpha", 1))),
        Of("HardSigmoid", 1, "alpha beta consumed_inputs", call =>
            HardSigmoid(call[0], call.Float("alpha", 0.2), call.Float("beta", 0.5))),
        Of("HardSwish", 14, "", call => call[0] * HardSigmoid(call[0], 1 / 6.0, 0.5)),
        Of("Swish", 24, "alpha", call => call[0] * (call[0] * call.Float("alpha", 1)).Sigmoid()),
        Of("Mish", 18, "", call => call[0] * call[0].Softplus().Tanh()),
        Of("Gelu", 20, "approximate", call => call.Text("approximate", "none") switch
        {
            "none" => Gelu(call[0]),
            "tanh" => call[0] * 0.5 * (((call[0] + call[0] * call[0] * call[0] * 0.044715) * Math.Sqrt(2 / Math.PI)).Tanh() + 1),
            var other => throw call.Fault($"approximate is 'none' or 'tanh', but it is '{other}'", "approximate"),
        }),
        Of("Shrink", 9, "bias lambd", Shrink),
        Along("Softmax", Softmax),
        Along("LogSoftmax", x => x.LogSoftmax()),
        Along("Hardmax", x => Tensor.Arange(x.Shape[^1]).EqualTo(x.ArgMax().ExpandDims(-1)).Cast(x.DType)),
        OperatorEntry.Of("BiasGelu", 1, "", call => Gelu(call[0] + call[1]), "com.microsoft"),
        OperatorEntry.Of("FastGelu", 1, "", call =>
        {
            var x = call.Optional(1) is { } bias ? call[0] + bias : call[0];
            return x * 0.5 * (((x + x * x * x * 0.044715) * Math.Sqrt(2 / Math.PI)).Tanh() + 1);
        }, "com.microsoft"),
        OperatorEntry.Of("Gelu", 1, "", call => Gelu(call[0]), "com.microsoft"),
        OperatorEntry.Of("QuickGelu", 1, "alpha", call => call[0] * (call[0] * call.Float("alpha", 1.702)).Sigmoid(), "com.microsoft"),
    ];

    /// <summary>x times the share of a normal distribution below x.</summary>
    public static Tensor Gelu(Tensor x) => x * 0.5 * ((x * Math.Sqrt(0.5)).Erf() + 1);

    /// <summary>A straight line between 0 and 1.</summary>
    public static Tensor HardSigmoid(Tensor x, double alpha, double beta) => Tensor.Minimum(Tensor.Maximum(x * alpha + beta, 0), 1);

    /// <summary>One value where x is 0 or more, else another.</summary>
    public static Tensor Negative(Tensor x, Tensor below) => Tensor.Where(x < 0, below, x);

    /// <summary>x limited to 0, so that an exponential of large values, which is not used, does not overflow in the gradient.</summary>
    public static Tensor Below(Tensor x) => Tensor.Minimum(x, 0);

    private static Tensor Celu(Tensor x, double alpha) => Negative(x, (Below(x) / alpha).Expm1() * alpha);

    private static Tensor Shrink(OperatorCall call)
    {
        var (x, bias, limit) = (call[0], call.Float("bias", 0), call.Float("lambd", 0.5));
        var real = x.Cast(DTypes.Promote(x.DType, DType.Float32));
        return Tensor.Where(real < -limit, real + bias, Tensor.Where(real > limit, real - bias, 0)).Cast(x.DType);
    }

    /// <summary>The softmax over the last axis. ONNX computes it in the type of its input, so that 16-bit numbers are rounded after each
    /// step.</summary>
    public static Tensor Softmax(Tensor x)
    {
        if (x.DType is not (DType.Float16 or DType.BFloat16))
            return x.Softmax();
        var powers = (x - x.Max(-1, true)).Exp();
        return powers / powers.Sum(-1, true);
    }

    private static OperatorEntry Of(string name, int since, string attributes, Func<OperatorCall, Tensor> compute) =>
        OperatorEntry.Of(name, since, attributes, compute) with { Order = AxisOrder.Any };

    // Before operator set 13 along all axes from one on, laid end to end; since then along one.
    private static OperatorEntry Along(string name, Func<Tensor, Tensor> last) => OperatorEntry.Of(name, 1, "axis", call =>
    {
        var x = call[0];
        var axis = call.Axis(call.Int("axis", call.Opset < 13 ? 1 : -1), x.Rank == 0 ? 1 : x.Rank);
        if (call.Opset < 13)
            return last(x.Reshape(new Shape([x.Shape[..axis].Size, x.Shape[axis..].Size]))).Reshape(x.Shape);
        return axis == x.Rank - 1 ? last(x) : last(x.MoveAxis(axis, -1)).MoveAxis(-1, axis);
    });
}
