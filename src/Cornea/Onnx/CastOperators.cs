using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Values in another element type.</summary>
internal static class CastOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("Cast", 1, "to saturate round_mode", Cast) with { Order = AxisOrder.Any },
        OperatorEntry.Of("CastLike", 15, "saturate round_mode", call => call[0].Cast(call[1].DType)),
        OperatorEntry.Of("BitCast", 26, "to", BitCast),
    ];

    private static Tensor Cast(OperatorCall call)
    {
        var type = call.Opset < 6 ? OnnxDataType.Undefined : (OnnxDataType)call.Required("to");
        var rounding = call.Text("round_mode", "up");
        if (rounding is not ("up" or "down" or "nearest"))
            throw call.Fault($"round_mode is 'up', 'down' or 'nearest', but received '{rounding}'", "round_mode");
        return NarrowNumbers.IsNarrow(type) ? NarrowNumbers.Cast(call[0], type, call.Int("saturate", 1) == 1, rounding)
            : call[0].Cast(Target(call));
    }

    private static DType Target(OperatorCall call)
    {
        if (call.Opset < 6)
        {
            return Enum.TryParse<OnnxDataType>(call.Text("to", ""), true, out var named) && named.Kept() is { } old ? old
                : throw call.Fault($"the type '{call.Text("to", "")}' is not known", "to");
        }
        var type = (OnnxDataType)call.Required("to");
        return type.Kept() is { } kept && !NarrowNumbers.IsNarrow(type) ? kept
            : throw call.Fault($"values cannot be cast to {type}", "to");
    }

    private static Tensor BitCast(OperatorCall call)
    {
        var (x, type) = (call.Known(0, "the input"), Target(call));
        if (type.Size() != x.DType.Size())
            throw call.Fault($"{x.DType.Name()} and {type.Name()} have not the same number of bits", "to");
        var bytes = x.AsBytes().ToArray();
        return Tensor.Create(new TensorType(x.Shape, type), target => bytes.CopyTo(target));
    }
}
