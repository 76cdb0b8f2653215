using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>
/// The largest of each two by two adjacent elements of x [batch, rows, columns, channels], which a program makes of the reads. A second
/// write says which of the four it is, for the gradient: two bytes for eight channels of a position, the bits of the first say
/// whether it stands on the right, those of the second whether it stands below. Of equal ones it is the first, of NaN the first too.
/// </summary>
internal sealed record MaxPool2x2Spec(WindowShape Shape, ElementwiseProgram Program, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Name => "MaximumPool";

    public override string Detail => $"{Shape} {(Program.Work > 0 ? Program.ToString() : "")}";

    public override double Work => (double)Shape.Pixels * Shape.Window.Taps * Shape.Channels * (Program.Work + 1);

    /// <summary>Whether windows are two by two, side by side, and none reaches over an edge.</summary>
    public static bool Fits(WindowShape shape, DType dtype) => dtype == DType.Float32
        && shape.Window.Axes[0] is { Size: 1, Stride: 1, Low: 0, High: 0 }
        && shape.Window.Axes[1] is { Size: 2, Stride: 2, Dilation: 1, Low: 0 } && shape.Window.Axes[2] is
        {
            Size: 2, Stride: 2, Dilation: 1,
            Low: 0
        }
        && shape.Input[0] == 1 && 2 * shape.Positions[1] <= shape.Input[1] && 2 * shape.Positions[2] <= shape.Input[2];

    /// <summary>Bytes that say which element of each channel of a position was the largest.</summary>
    public static int IndexBytes(int channels) => (channels + 7) / 8 * 2;
}
