using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// The walk of several views over one iteration space, with as few axes as possible: axes of length 1 vanish, and
/// adjacent axes that every view walks in one go become one. The last axis is the row that kernels run over.
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

    /// <summary>Elements from one index to the next, [view][axis].</summary>
    public int[][] Strides { get; }

    /// <summary>Length of the row.</summary>
    public int Row => Lengths[^1];

    /// <summary>Number of rows.</summary>
    public long Rows { get; }

    /// <summary>The walk of views.</summary>
    /// <param name="views">What is walked over; each has the lengths of the space.</param>
    /// <param name="iteration">The lengths.</param>
    /// <param name="apart">An axis that stays apart from those before it, so that rows do not reach over it; -1 for none.</param>
    public static LoopNest Of(IReadOnlyList<BufferView> views, ReadOnlySpan<int> iteration, int apart = -1)
    {
        var lengths = new List<int>();
        var strides = views.Select(_ => new List<int>()).ToArray();
        var before = 0;
        for (var axis = 0; axis < iteration.Length; axis++)
        {
            if (axis == apart)
                before = lengths.Count;
            if (iteration[axis] == 1)
                continue;
            var merges = lengths.Count > before;
            for (var k = 0; merges && k < views.Count; k++)
                merges = strides[k][^1] == (long)views[k].Strides[axis] * iteration[axis];
            if (merges)
            {
                lengths[^1] *= iteration[axis];
                for (var k = 0; k < views.Count; k++)
                    strides[k][^1] = views[k].Strides[axis];
                continue;
            }
            lengths.Add(iteration[axis]);
            for (var k = 0; k < views.Count; k++)
                strides[k].Add(views[k].Strides[axis]);
        }
        if (lengths.Count == 0)
        {
            lengths.Add(1);
            foreach (var list in strides)
                list.Add(1);
        }
        return new LoopNest([.. lengths], [.. strides.Select(list => list.ToArray())]);
    }

    /// <summary>Elements from a view's first to the start of a row.</summary>
    public long RowStart(int view, long row)
    {
        long start = 0;
        for (var axis = Lengths.Length - 2; axis >= 0; axis--)
        {
            start += row % Lengths[axis] * Strides[view][axis];
            row /= Lengths[axis];
        }
        return start;
    }
}
