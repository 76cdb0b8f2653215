using System.Collections.Immutable;

namespace Cornea;

/// <summary>What a gradient check found.</summary>
/// <param name="Mismatches">The elements whose gradient is wrong; none when all is well.</param>
/// <param name="Checked">How many elements were checked.</param>
public sealed record GradientCheckResult(ImmutableArray<GradientMismatch> Mismatches, int Checked)
{
    private const int Shown = 5;

    /// <summary>True when every element's gradient is its central difference.</summary>
    public bool Passed => Mismatches.IsEmpty;

    /// <summary>Does nothing when the check passed.</summary>
    /// <exception cref="InvalidOperationException">A gradient is wrong; the message names the first few.</exception>
    public void ThrowIfFailed()
    {
        if (!Passed)
            throw new InvalidOperationException(ToString());
    }

    /// <summary>The result in words, with the first few mismatches.</summary>
    public override string ToString() => Passed
        ? $"All {Checked} gradients agree with central differences."
        : $"{Mismatches.Length} of {Checked} gradients differ from central differences:\n  {string.Join("\n  ", Mismatches.Take(Shown))}" +
          (Mismatches.Length > Shown ? "\n  ..." : "");
}
