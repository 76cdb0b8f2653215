namespace Cornea;

/// <summary>The padding of an axis before a window moves over it. What is added counts as 0 for convolution and is left out of
/// pooling.</summary>
public enum Padding
{
    /// <summary>Nothing: the window stays on the axis. floor((n - d(k-1) - 1) / s) + 1 positions.</summary>
    Valid,

    /// <summary>As much as gives ceil(n / s) positions; where the amount is odd, the greater part stands at the end.</summary>
    Same,

    /// <summary>d(k-1) elements before the axis's first and none after its last, so that no output position depends on later
    /// inputs.</summary>
    Causal,
}
