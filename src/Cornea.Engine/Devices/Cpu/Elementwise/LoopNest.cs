using Cornea.Compilation.Scheduling;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// The walk of several accesses over one iteration space, with as few axes as possible: axes of length 1 vanish, and
/// neighbouring axes that every access walks in one go become one. The last axis is the row that kernels run over.
/// </summary>
internal sealed class LoopNest
{
    private LoopNest(int[] lengths, int[][] strides)
    {
        Lengths = lengths;
        Strides = strides;
        Rows = 1;
        foreach (var length in lengths.AsSpan()[..^1])
            Rows *= length;
    }

    /// <summary>Axis lengths; at least one axis.</summary>
    public int[] Lengths { get; }

    /// <summary>Elements from one index to the next, [access][axis].</summary>
    public int[][] Strides { get; }

    /// <summary>Length of the row.</summary>
    public int Row => Lengths[^1];

    /// <summary>Number of rows.</summary>
    public long Rows { get; }

    /// <summary>The walk of accesses.</summary>
    /// <param name="accesses">What is walked over; each has the lengths of the space.</param>
    /// <param name="iteration">The lengths.</param>
    /// <param name="apart">An axis that stays apart from those before it, so that rows do not reach over it; -1 for none.</param>
    public static LoopNest Of(IReadOnlyList<Access> accesses, ReadOnlySpan<int> iteration, int apart = -1)
    {
        var lengths = new List<int>();
        var strides = accesses.Select(_ => new List<int>()).ToArray();
        var before = 0;
        for (var axis = 0; axis < iteration.Length; axis++)
        {
            if (axis == apart)
                before = lengths.Count;
            if (iteration[axis] == 1)
                continue;
            var merges = lengths.Count > before;
            for (var k = 0; merges && k < accesses.Count; k++)
                merges = strides[k][^1] == (long)accesses[k].Strides[axis] * iteration[axis];
            if (merges)
            {
                lengths[^1] *= iteration[axis];
                for (var k = 0; k < accesses.Count; k++)
                    strides[k][^1] = accesses[k].Strides[axis];
                continue;
            }
            lengths.Add(iteration[axis]);
            for (var k = 0; k < accesses.Count; k++)
                strides[k].Add(accesses[k].Strides[axis]);
        }
        if (lengths.Count == 0)
        {
            lengths.Add(1);
            foreach (var list in strides)
                list.Add(1);
        }
        return new LoopNest([.. lengths], [.. strides.Select(list => list.ToArray())]);
    }

    /// <summary>Elements from an access's first to the start of a row.</summary>
    public long RowStart(int access, long row)
    {
        long start = 0;
        for (var axis = Lengths.Length - 2; axis >= 0; axis--)
        {
            start += row % Lengths[axis] * Strides[access][axis];
            row /= Lengths[axis];
        }
        return start;
    }
}
