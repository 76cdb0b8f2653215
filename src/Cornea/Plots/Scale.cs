namespace Cornea.Plots;

/// <summary>A map from the numbers of an axis to positions on the drawing. <c>From</c> and <c>To</c> may run either way.</summary>
internal readonly record struct Scale(double Minimum, double Maximum, double From, double To, bool IsLog = false)
{
    /// <summary>The position of a value.</summary>
    public double this[double value] => IsLog
        ? From + Math.Log10(value / Minimum) / Math.Log10(Maximum / Minimum) * (To - From)
        : From + (value - Minimum) / (Maximum - Minimum) * (To - From);
}
