namespace Cornea.Layers;

/// <summary>How <see cref="Bidirectional"/> joins the outputs of its two layers.</summary>
public enum BidirectionalMerge
{
    /// <summary>Side by side along the last axis.</summary>
    Concatenate,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product.</summary>
    Multiply,

    /// <summary>Their mean.</summary>
    Average,

    /// <summary>Not at all: two outputs, forward and backward.</summary>
    None,
}
