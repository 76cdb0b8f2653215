using Cornea.Compilation;
using Cornea.Compilation.Plans;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>Runs pieces of a batch side by side: each worker has a plan of its own, copies a piece's samples in and its results out.</summary>
internal sealed class BatchSliceRun : TileWork
{
    private readonly Workers _workers;
    private readonly int _count;
    private readonly HostMemory[] _sources;
    private readonly HostMemory[] _targets;
    private readonly HostMemory[][] _inputs;
    private readonly HostMemory[][] _outputs;

    public BatchSliceRun(BatchSlicing pieces, IReadOnlyList<HostMemory> inputs, IReadOnlyList<HostMemory> wholes, CompileOptions options)
    {
        _workers = Workers.Get(options.Threads);
        _count = pieces.Count;
        _sources = [.. pieces.Inputs.Select(input => inputs[input.Input])];
        _targets = [.. wholes];
        var workers = Math.Min(options.Threads, pieces.Count);
        _inputs = [.. Enumerable.Range(0, workers).Select(_ => pieces.Inputs.Select(input => new HostMemory(input.Node.Type)).ToArray())];
        _outputs = [.. Enumerable.Range(0, workers).Select(_ => pieces.Outputs.Select(output => new HostMemory(output.Type)).ToArray())];
        Plans = [.. Enumerable.Range(0, workers).Select(worker => Compiler.Compile(
            [.. pieces.Inputs.Select((input, i) => (input.Node, _inputs[worker][i]))],
            [.. pieces.Outputs.Select((output, i) => (output, _outputs[worker][i]))], [], options with { Threads = 1, Frozen = false }))];
    }

    /// <summary>One plan per worker, all the same.</summary>
    public Plan[] Plans { get; }

    /// <summary>How many pieces a run has.</summary>
    public int Count => _count;

    /// <summary>Memory of all workers, and of the results of the whole batch.</summary>
    public long Bytes => Plans.Sum(plan => plan.ArenaBytes) + _targets.Sum(target => target.Type.Bytes)
        + _inputs.Concat(_outputs).Sum(buffers => buffers.Sum(buffer => buffer.Type.Bytes));

    public void Run() => _workers.Run(this, _count);

    public override void RunTile(int tile, int worker)
    {
        for (var i = 0; i < _sources.Length; i++)
        {
            var piece = _inputs[worker][i].Bytes;
            _sources[i].Bytes.Slice(tile * piece.Length, piece.Length).CopyTo(piece);
        }
        Plans[worker].Run();
        for (var i = 0; i < _targets.Length; i++)
        {
            var piece = _outputs[worker][i].Bytes;
            piece.CopyTo(_targets[i].Bytes.Slice(tile * piece.Length, piece.Length));
        }
    }
}
