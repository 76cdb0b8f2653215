using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>The gradient of a <see cref="MaxPool2x2Spec"/>. Reads are which of the four was the largest, and the gradient of the
/// result.</summary>
internal sealed record MaxPool2x2GradientSpec(WindowShape Shape, ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Name => "MaximumPoolGradient";

    public override string Detail => Shape.ToString();

    public override double Work => (double)Shape.Pixels * Shape.Window.Taps * Shape.Channels;
}
