using System.Text.Json;
using Cornea.Cli.Output;

namespace Cornea.Cli.Inspecting;

/// <summary>What the values of an array are.</summary>
/// <param name="Least">The least finite value.</param>
/// <param name="Mean">The mean of the finite values.</param>
/// <param name="Greatest">The greatest finite value.</param>
/// <param name="Zeros">How many are 0.</param>
/// <param name="NotFinite">How many are NaN or infinite.</param>
internal sealed record ValueFacts(double Least, double Mean, double Greatest, long Zeros, long NotFinite)
{
    public static ValueFacts Of(Tensor tensor)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity, sum = 0;
        long zeros = 0, finite = 0, notFinite = 0;
        foreach (var value in tensor.ToArray<double>())
        {
            if (!double.IsFinite(value))
            {
                notFinite++;
                continue;
            }
            finite++;
            sum += value;
            zeros += value == 0 ? 1 : 0;
            least = Math.Min(least, value);
            greatest = Math.Max(greatest, value);
        }
        return finite == 0 ? new ValueFacts(double.NaN, double.NaN, double.NaN, 0, notFinite)
            : new ValueFacts(least, sum / finite, greatest, zeros, notFinite);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.Number("least", Least);
        json.Number("mean", Mean);
        json.Number("greatest", Greatest);
        json.WriteNumber("zeros", Zeros);
        json.WriteNumber("not_finite", NotFinite);
    }
}
