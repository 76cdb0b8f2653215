using System.Numerics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Reduction;

/// <summary>The index of the largest or smallest element of each line; the first of equals, and a NaN before all.</summary>
internal sealed unsafe class ArgReduceKernel<T>(ArgReduceSpec spec, Workers workers)
    : AxisKernel(spec, workers, spec.Outer, spec.Length, spec.Inner)
    where T : unmanaged, INumber<T>
{
    private readonly T* _source = (T*)spec.Reads[0].Buffer.Address + spec.Reads[0].Offset;
    private readonly int* _target = (int*)spec.Writes[0].Buffer.Address;

    protected override void Line(int line, long first, int worker)
    {
        var (best, held) = (0, _source[first]);
        for (var i = 1; i < Length && !T.IsNaN(held); i++)
        {
            var value = _source[first + (long)i * Inner];
            if (T.IsNaN(value) || (spec.Largest ? value > held : value < held))
                (best, held) = (i, value);
        }
        _target[line] = best;
    }
}
