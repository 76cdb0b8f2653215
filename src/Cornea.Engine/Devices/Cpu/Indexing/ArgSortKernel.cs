using System.Numerics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Reduction;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Indexing;

/// <summary>The indices that sort each line. A key is the element and its place, so the order of equal elements is fixed.</summary>
internal sealed unsafe class ArgSortKernel<T> : AxisKernel where T : unmanaged, INumber<T>
{
    private readonly T* _source;
    private readonly int* _target;
    private readonly int[][] _indices;
    private readonly Comparison<int>[] _comparisons;
    private readonly long[] _first;
    private readonly bool _descending;

    public ArgSortKernel(ArgSortSpec spec, Workers workers) : base(spec, workers, spec.Outer, spec.Length, spec.Inner)
    {
        _source = (T*)spec.Reads[0].Buffer.Address + spec.Reads[0].Offset;
        _target = (int*)spec.Writes[0].Buffer.Address;
        _descending = spec.Descending;
        _indices = [.. Enumerable.Range(0, workers.Count).Select(_ => new int[spec.Length])];
        _first = new long[workers.Count];
        _comparisons = [.. Enumerable.Range(0, workers.Count).Select(worker => (Comparison<int>)((a, b) => Compare(_first[worker], a, b)))];
    }

    protected override void Line(int line, long first, int worker)
    {
        var indices = _indices[worker];
        for (var i = 0; i < indices.Length; i++)
            indices[i] = i;
        _first[worker] = first;
        indices.AsSpan().Sort(_comparisons[worker]);
        for (var i = 0; i < indices.Length; i++)
            _target[first + (long)i * Inner] = indices[i];
    }

    private int Compare(long first, int a, int b)
    {
        var (x, y) = (_source[first + (long)a * Inner], _source[first + (long)b * Inner]);
        if (T.IsNaN(x) || T.IsNaN(y))
            return T.IsNaN(x) == T.IsNaN(y) ? a.CompareTo(b) : T.IsNaN(x) ? 1 : -1;
        var order = x == y ? 0 : x < y ? -1 : 1;
        return order == 0 ? a.CompareTo(b) : _descending ? -order : order;
    }
}
