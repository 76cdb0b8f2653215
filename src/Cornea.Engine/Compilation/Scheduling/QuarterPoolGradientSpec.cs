using System.Collections.Immutable;

namespace Cornea.Compilation.Scheduling;

/// <summary>The gradient of a <see cref="QuarterPoolSpec"/>. Reads are which of the four was the largest, and the gradient of the result.</summary>
internal sealed record QuarterPoolGradientSpec(WindowShape Shape, ImmutableArray<Access> Reads, ImmutableArray<Access> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Name => "MaximumPoolGradient";

    public override string Detail => Shape.ToString();

    public override double Work => (double)Shape.Pixels * Shape.Window.Taps * Shape.Channels;
}
