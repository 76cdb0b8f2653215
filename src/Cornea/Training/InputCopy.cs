namespace Cornea.Training;

/// <summary>Copies a tensor's values into an input of a compiled function.</summary>
internal static class InputCopy
{
    public static void Write(Tensor tensor, CompiledFunction function, int input)
    {
        switch (tensor.DType)
        {
            case DType.Bool: tensor.AsSpan<bool>().CopyTo(function.Input<bool>(input)); break;
            case DType.UInt8: tensor.AsSpan<byte>().CopyTo(function.Input<byte>(input)); break;
            case DType.Int32: tensor.AsSpan<int>().CopyTo(function.Input<int>(input)); break;
            case DType.Int64: tensor.AsSpan<long>().CopyTo(function.Input<long>(input)); break;
            case DType.Float32: tensor.AsSpan<float>().CopyTo(function.Input<float>(input)); break;
            default: tensor.AsSpan<double>().CopyTo(function.Input<double>(input)); break;
        }
    }
}
