namespace Cornea.Training;

/// <summary>Copies a tensor's values into an input of a compiled function.</summary>
internal static class InputCopy
{
    public static void Write(Tensor tensor, CompiledFunction function, int input) =>
        tensor.Cast(function.Inputs[input].DType).AsBytes().CopyTo(function.InputBytes(input));
}
