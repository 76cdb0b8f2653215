using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Convolution;
using Cornea.Devices.Cpu.Convolution.Winograd;
using Cornea.Devices.Cpu.Pooling;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>A convolution whose results nothing but a maximum pooling two by two reads becomes one kernel with it.</summary>
internal static class PooledConvolutions
{
    /// <summary>Puts such kernels together, at the pooling's place; the others stay in their order.</summary>
    /// <param name="specs">The kernels, in order.</param>
    public static IReadOnlyList<KernelSpec> Run(IReadOnlyList<KernelSpec> specs)
    {
        Dictionary<int, KernelSpec>? joined = null;
        for (var i = 0; i < specs.Count; i++)
        {
            if (specs[i] is not PoolSpec pool || Before(specs, i) is not { } first)
                continue;
            var convolution = (ConvolutionSpec)specs[first];
            joined ??= [];
            joined[first] = joined[i] = new PooledConvolutionSpec(
                convolution, pool.Shape.Positions[1], pool.Shape.Positions[2], convolution.Reads, pool.Writes);
        }
        if (joined is null)
            return specs;
        var kept = new List<KernelSpec>();
        for (var i = 0; i < specs.Count; i++)
        {
            if (!joined.TryGetValue(i, out var spec))
                kept.Add(specs[i]);
            else if (specs[i] is PoolSpec)
                kept.Add(spec);
        }
        return kept;
    }

    // The convolution that a pooling alone reads, where what that reads is as it was when the pooling runs.
    private static int? Before(IReadOnlyList<KernelSpec> specs, int index)
    {
        var pool = (PoolSpec)specs[index];
        var pooled = pool.Reads[0];
        if (pool.Kind != PoolKind.Maximum || !MaxPool2x2Spec.Fits(pool.Shape, pooled.DType) || pooled.Buffer.Kind != BufferSlotKind.Arena
            || pooled.Offset != 0)
        {
            return null;
        }
        int? found = null;
        for (var i = 0; i < specs.Count; i++)
        {
            if (i == index || !specs[i].Uses(pooled.Buffer))
                continue;
            if (found is not null || i > index || specs[i] is not ConvolutionSpec { Writes.Length: 1 } convolution
                || !Fits(convolution, pool))
            {
                return null;
            }
            found = i;
        }
        if (found is not { } first)
            return null;
        for (var i = first + 1; i < index; i++)
        {
            if (specs[i].Writes.Any(write => specs[first].Reads.Any(read => ReferenceEquals(read.Buffer, write.Buffer))))
                return null;
        }
        return first;
    }

    private static bool Fits(ConvolutionSpec convolution, PoolSpec pool)
    {
        var (positions, pooled) = (convolution.Shape.Positions, pool.Shape.Input);
        return ReferenceEquals(convolution.Writes[0].Buffer, pool.Reads[0].Buffer) && convolution.Writes[0].Offset == 0
            && convolution.Writes[0].IsContiguous && pool.Reads[0].IsContiguous
            && convolution.Shape.Batch == pool.Shape.Batch && positions.AsSpan().SequenceEqual(pooled.AsSpan())
            && convolution.Filters == pool.Shape.Channels
            && !WinogradTransforms.Fits(convolution.Shape, convolution.Groups, convolution.Filters, convolution.Reads[0].DType)
            && PooledConvolutionKernel.Fits(convolution, pool.Shape.Positions[2]);
    }
}
