using Cornea.Compilation;
using Cornea.Compilation.Kernels;
using Cornea.Compilation.Plans;
using Cornea.Devices.Cpu.Recurrence;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>Runs slices of a batch side by side: each worker has a plan of its own, copies a slice's samples in and its results
/// out.</summary>
internal sealed unsafe class BatchSlicesKernel : Kernel
{
    private readonly Workers _workers;
    private readonly Slices _slices;
    private readonly int _count;

    public BatchSlicesKernel(BatchSlicesSpec spec, Workers workers) : base(spec)
    {
        _workers = workers;
        _count = spec.Slicing.Count;
        _slices = new Slices(spec, Math.Min(workers.Count, _count));
    }

    public override Plan InnerPlan => _slices.Plans[0];

    public override long InnerBytes => _slices.Bytes;

    public override void Run() => _workers.Run(_slices, _count);

    private sealed class Slices : TileWork
    {
        private readonly BufferView[] _sources;
        private readonly BufferView[] _targets;
        private readonly HostMemory[][] _inputs;
        private readonly HostMemory[][] _outputs;
        private readonly RowMove?[][] _moves; // in place of copies of results

        public Slices(BatchSlicesSpec spec, int workers)
        {
            var slicing = spec.Slicing;
            (_sources, _targets) = ([.. spec.Reads], [.. spec.Writes]);
            (_inputs, _outputs, Plans) = (new HostMemory[workers][], new HostMemory[workers][], new Plan[workers]);
            _moves = new RowMove?[workers][];
            for (var worker = 0; worker < workers; worker++)
            {
                var ends = BatchSlicing.EndsOf(slicing.Inputs, slicing.Outputs);
                Plans[worker] = Compiler.Compile(ends, slicing.Options with { Threads = 1 });
                _inputs[worker] = [.. ends.Inputs.Select(input => (HostMemory)input.View.Buffer.Memory!)];
                _outputs[worker] = [.. ends.Outputs.Select(output => (HostMemory)output.Buffer.Memory!)];
                _moves[worker] = [.. ends.Outputs.Select((output, i) =>
                    RowMove.TryMake(Rows(_targets[i], slicing.Count), output.Buffer, Plans[worker].Kernels))];
            }
        }

        /// <summary>One plan per worker, all the same.</summary>
        public Plan[] Plans { get; }

        /// <summary>Memory of all workers.</summary>
        public long Bytes => Plans.Sum(plan => plan.ArenaBytes) + _inputs.Concat(_outputs)
            .Sum(memories => memories.Sum(memory => memory.Type.Bytes));

        // A slice of the whole is a row.
        private static BufferView Rows(BufferView whole, int slices) =>
            whole with { Lengths = [slices, whole.Count / slices], Strides = [whole.Count / slices, 1] };

        public override void RunTile(int tile, int worker)
        {
            for (var i = 0; i < _sources.Length; i++)
            {
                var slice = _inputs[worker][i].Bytes;
                new ReadOnlySpan<byte>(_sources[i].Buffer.Address + (long)tile * slice.Length, slice.Length).CopyTo(slice);
            }
            foreach (var move in _moves[worker])
                move?.To(tile);
            Plans[worker].Run();
            for (var i = 0; i < _targets.Length; i++)
            {
                if (_moves[worker][i] is not null)
                    continue;
                var slice = _outputs[worker][i].Bytes;
                slice.CopyTo(new Span<byte>(_targets[i].Buffer.Address + (long)tile * slice.Length, slice.Length));
            }
        }
    }
}
