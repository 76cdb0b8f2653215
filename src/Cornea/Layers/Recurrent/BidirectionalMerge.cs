namespace Cornea.Layers;

/// <summary>How <see cref="Bidirectional"/> joins the outputs of its two layers.</summary>
public enum BidirectionalMerge
{
    /// <summary>Side by side along the last axis.</summary>
    [ConfigName("concat")]
    Concatenate,

    /// <summary>Their sum.</summary>
    [ConfigName("sum")]
    Sum,

    /// <summary>Their product.</summary>
    [ConfigName("mul")]
    Multiply,

    /// <summary>Their mean.</summary>
    [ConfigName("ave")]
    Average,

    /// <summary>Not at all: two outputs, forward and backward.</summary>
    [ConfigName(null)]
    None,
}
