using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Cornea.Training;

/// <summary>Whether weights are worth keeping. A finite loss does not tell: the update after it may have destroyed them.</summary>
internal static class FiniteWeights
{
    /// <summary>Whether every floating-point weight of a model is a finite number.</summary>
    public static bool AreIn(Model model) => model.Weights.All(weight => IsFinite(weight.Variable));

    private static bool IsFinite(Variable variable) => variable.DType switch
    {
        DType.Float32 => TensorPrimitives.IsFiniteAll(MemoryMarshal.Cast<byte, float>(variable.AsBytes())),
        DType.Float64 => TensorPrimitives.IsFiniteAll(MemoryMarshal.Cast<byte, double>(variable.AsBytes())),
        DType.Float16 or DType.BFloat16 => TensorPrimitives.IsFiniteAll<float>(variable.ToTensor().ToArray<float>()),
        _ => true,
    };
}
