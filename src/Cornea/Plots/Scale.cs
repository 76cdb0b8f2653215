namespace Cornea.Plots;

/// <summary>A straight map from the numbers of an axis to positions on the drawing. <c>From</c> and <c>To</c> may run either way.</summary>
internal readonly record struct Scale(double Minimum, double Maximum, double From, double To)
{
    /// <summary>The position of a value.</summary>
    public double this[double value] => From + (value - Minimum) / (Maximum - Minimum) * (To - From);
}
