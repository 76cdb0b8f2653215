namespace Cornea.Tests.Layers;

/// <summary>What holds for every layer unless <see cref="LayerExceptions"/> says why not.</summary>
public enum LayerProperty
{
    /// <summary>Gradients agree with central differences.</summary>
    Gradient,

    /// <summary>A sample's output does not depend on the rest of its batch.</summary>
    Batch,

    /// <summary>A layer that supports masking hands the mask of its first input on; masks end at others.</summary>
    Mask,

    /// <summary>A step of training changes every trainable weight.</summary>
    Training,

    /// <summary>Outputs have the compute type of the policy and are finite.</summary>
    Policy,

    /// <summary>Outputs and gradients of large inputs are those of float64 wherever float32 holds them.</summary>
    Scale,
}
