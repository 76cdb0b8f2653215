namespace Cornea;

/// <summary>What <see cref="Ops.ScatterUpdate"/> makes of the value that stood at a position and those that are put there.</summary>
public enum ScatterReduction
{
    /// <summary>The last one that is put there.</summary>
    Replace,

    /// <summary>The sum of all.</summary>
    Add,

    /// <summary>The largest of all.</summary>
    Max,

    /// <summary>The smallest of all.</summary>
    Min,

    /// <summary>The product of all.</summary>
    Multiply,
}
