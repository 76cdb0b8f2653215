namespace Cornea;

public abstract partial class Layer
{
    /// <summary>
    /// Whether floating inputs are cast to the policy's compute type. Models hand theirs on: each of their layers has a policy of its
    /// own.
    /// </summary>
    private protected virtual bool Autocasts => true;

    /// <summary>
    /// Whether the call computes in float32 where the policy says 16 bits, as Keras's normalizations do: inputs and weights are rounded
    /// to the compute type and then widened, the output is rounded.
    /// </summary>
    private protected virtual bool ComputesInFloat32 => false;

    /// <summary>Takes the policy of the layer that made this one for its own use.</summary>
    internal void Adopt(Layer outer) => DTypePolicy = outer.DTypePolicy;

    /// <summary>A floating value as the call reads it.</summary>
    internal Tensor Autocast(Tensor value)
    {
        var compute = DTypePolicy.ComputeDType;
        if (!Autocasts || !compute.IsFloat() || !value.DType.IsFloat())
            return value;
        var cast = value.Cast(compute);
        return ComputesInFloat32 ? cast.Cast(DTypes.Promote(compute, DType.Float32)) : cast;
    }

    // Integers become floating values too where the layer does not take them, as Keras's models do.
    private Tensors Autocast(Tensors inputs, CallContext context)
    {
        Tensor Entered(Tensor input) => Autocast(input.DType.IsFloat() || AcceptsIntegers ? input : input.Cast(DTypePolicy.FloatDType));
        Tensor[] cast = [.. inputs.Select(Entered)];
        if (cast.SequenceEqual(inputs, ReferenceEqualityComparer.Instance))
            return inputs;
        for (var i = 0; i < cast.Length; i++)
            context.SetMask(cast[i], context.MaskOf(inputs[i]));
        return cast;
    }

    private Tensors Rounded(Tensors outputs)
    {
        var compute = DTypePolicy.ComputeDType;
        return ComputesInFloat32 && compute.IsFloat() && outputs.Any(output => output.DType.IsFloat() && output.DType != compute)
            ? outputs.Select(output => output.DType.IsFloat() ? output.Cast(compute) : output).ToArray()
            : outputs;
    }

    // The element type of a weight: floating ones follow the policy, keys and counters are what their initializer makes.
    private DType VariableDType(Initializer initializer) =>
        initializer.DType.IsFloat() && DTypePolicy.VariableDType.IsFloat() ? DTypePolicy.VariableDType : initializer.DType;
}
