using System.Numerics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Reduction;

/// <summary>Running sums or products of each line.</summary>
internal sealed unsafe class CumulativeKernel<T>(CumulativeSpec spec, Workers workers)
    : AxisKernel(spec, workers, spec.Outer, spec.Length, spec.Inner)
    where T : unmanaged, INumber<T>
{
    private readonly T* _source = (T*)spec.Reads[0].Buffer.Address + spec.Reads[0].Offset;
    private readonly T* _target = (T*)spec.Writes[0].Buffer.Address;

    protected override void Line(int line, long first, int worker)
    {
        var running = spec.Kind == ReduceKind.Sum ? T.Zero : T.One;
        for (var step = 0; step < Length; step++)
        {
            var at = first + (long)(spec.Reverse ? Length - 1 - step : step) * Inner;
            var next = unchecked(spec.Kind == ReduceKind.Sum ? running + _source[at] : running * _source[at]);
            _target[at] = spec.Exclusive ? running : next;
            running = next;
        }
    }
}
