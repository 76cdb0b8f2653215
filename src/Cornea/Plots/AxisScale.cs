namespace Cornea.Plots;

/// <summary>How the numbers of an axis are spread.</summary>
public enum AxisScale
{
    /// <summary>Equal differences at equal distances.</summary>
    Linear,

    /// <summary>Equal ratios at equal distances. Zero and negative numbers have no position; triangles at the low end mark them.</summary>
    Log,
}
