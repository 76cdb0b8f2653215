namespace Cornea.Regularizers;

/// <summary>Which vectors of a matrix should be orthogonal to each other.</summary>
public enum OrthogonalMode
{
    /// <summary>The rows.</summary>
    Rows,

    /// <summary>The columns.</summary>
    Columns,
}
