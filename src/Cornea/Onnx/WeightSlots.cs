using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Which constants of a graph are weights that training changes.</summary>
internal static class WeightSlots
{
    /// <summary>Whether an input of an operator is a weight where it is constant.</summary>
    public static bool IsWeight(OnnxNode node, int input) => node.Operator switch
    {
        "MatMul" or "Gemm" or "Einsum" or "Add" or "Sub" or "Mul" or "Div" or "Sum" or "Concat" or "FusedMatMul" => true,
        "Conv" or "ConvTranspose" or "BatchNormalization" or "InstanceNormalization" or "LayerNormalization" or "GroupNormalization"
            or "RMSNormalization" or "SimplifiedLayerNormalization" or "BiasGelu" or "FastGelu" => input is 1 or 2,
        "SkipLayerNormalization" => input >= 2,
        "PRelu" => input == 1,
        "LSTM" or "GRU" or "RNN" => input is 1 or 2 or 3 or 7,
        "Gather" or "Expand" or "Tile" or "Transpose" or "Reshape" or "Slice" or "Unsqueeze" or "Squeeze" or "Identity" or "Cast" =>
            input == 0,
        _ => false,
    };

    /// <summary>Whether a constant can be a weight at all: several floating-point numbers, and no mask of large negative ones.</summary>
    public static bool CanBeTrained(Tensor value)
    {
        if (!value.DType.IsFloat() || value.Rank == 0 || value.Size < 2)
            return false;
        var numbers = value.ToArray<float>();
        return !numbers.Any(number => number <= -9999 || !float.IsFinite(number));
    }
}
