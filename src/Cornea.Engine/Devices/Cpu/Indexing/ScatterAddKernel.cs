using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Reduction;

namespace Cornea.Devices.Cpu.Indexing;

/// <summary>Rows added at indices, in the order of the indices: one worker, so equal indices add up the same way always.</summary>
internal sealed unsafe class ScatterAddKernel : Kernel
{
    private readonly ScatterAddSpec _spec;
    private readonly IndexReader _indices;
    private readonly Accumulation _sum;

    public ScatterAddKernel(ScatterAddSpec spec) : base(spec)
    {
        _spec = spec;
        _indices = new IndexReader(spec.Reads[1]);
        _sum = Accumulation.Of(Graph.Ops.ReduceKind.Sum, spec.Writes[0].DType);
    }

    public override void Run()
    {
        var size = _spec.Writes[0].DType.Size();
        var target = _spec.Writes[0].Buffer.Address;
        var bytes = (long)_spec.Writes[0].Count * size;
        System.Buffer.MemoryCopy(_spec.Reads[0].Buffer.Address + (long)_spec.Reads[0].Offset * size, target, bytes, bytes);
        var rows = _spec.Reads[2].Buffer.Address + (long)_spec.Reads[2].Offset * size;
        for (long row = 0; row < (long)_spec.Outer * _spec.Count; row++)
        {
            var index = _indices.At((int)(row % _spec.Count), _spec.Length, "ScatterAdd");
            var to = target + (row / _spec.Count * _spec.Length + index) * _spec.Inner * size;
            _sum.AddColumns(to, rows + row * _spec.Inner * size, _spec.Inner);
        }
    }
}
