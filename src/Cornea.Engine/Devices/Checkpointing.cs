namespace Cornea;

/// <summary>Which values of a forward pass a function computes again where its backward pass needs them, so that they take no memory in
/// between. Results are the same bits either way, masks of dropout among them.</summary>
public enum Checkpointing
{
    /// <summary>None: each value stays until its last use. The fastest.</summary>
    None,

    /// <summary>Large values that one elementwise kernel makes of what stays anyway, such as a ReLU behind a normalization: one more
    /// pass through memory for each.</summary>
    Elementwise,

    /// <summary>All between the ends of some segments of the forward pass: what one segment hands to later ones stays, the rest is
    /// computed again, segment by segment, at the cost of up to one more forward pass. As many segments as need the least
    /// memory.</summary>
    Segments,
}
