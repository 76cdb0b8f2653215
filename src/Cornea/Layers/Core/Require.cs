using System.Globalization;

namespace Cornea.Layers;

/// <summary>Checks of layers' arguments with messages that say what to do.</summary>
internal static class Require
{
    public static int Positive(int value, string layer, string argument) => value > 0
        ? value
        : throw new ArgumentOutOfRangeException(
            argument, string.Create(
                CultureInfo.InvariantCulture, $"{layer} expects {argument} of 1 or more, but received {value}. Give a positive number."));

    public static double Rate(double value, string layer) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(
            "rate", string.Create(CultureInfo.InvariantCulture, $"{layer} expects a rate between 0 and 1, but received {value}. " +
            $"0.5 drops half."));
}
