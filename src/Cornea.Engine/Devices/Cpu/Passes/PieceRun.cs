using Cornea.Compilation;
using Cornea.Compilation.Plans;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>Runs pieces of a batch side by side: each lane has a plan of its own, copies a piece's samples in and its results out.</summary>
internal sealed class PieceRun : TileWork
{
    private readonly Lanes _lanes;
    private readonly int _count;
    private readonly Buffer[] _sources;
    private readonly Buffer[] _targets;
    private readonly Buffer[][] _inputs;
    private readonly Buffer[][] _outputs;

    public PieceRun(Pieces pieces, IReadOnlyList<Buffer> inputs, IReadOnlyList<Buffer> wholes, CompileOptions options)
    {
        _lanes = Lanes.Get(options.Lanes);
        _count = pieces.Count;
        _sources = [.. pieces.Inputs.Select(input => inputs[input.Input])];
        _targets = [.. wholes];
        var lanes = Math.Min(options.Lanes, pieces.Count);
        _inputs = [.. Enumerable.Range(0, lanes).Select(_ => pieces.Inputs.Select(input => new Buffer(input.Node.Type)).ToArray())];
        _outputs = [.. Enumerable.Range(0, lanes).Select(_ => pieces.Outputs.Select(output => new Buffer(output.Type)).ToArray())];
        Plans = [.. Enumerable.Range(0, lanes).Select(lane => Compiler.Compile(
            [.. pieces.Inputs.Select((input, i) => (input.Node, _inputs[lane][i]))],
            [.. pieces.Outputs.Select((output, i) => (output, _outputs[lane][i]))], [], options with { Lanes = 1, Frozen = false }))];
    }

    /// <summary>One plan per lane, all the same.</summary>
    public Plan[] Plans { get; }

    /// <summary>How many pieces a run has.</summary>
    public int Count => _count;

    /// <summary>Memory of all lanes, and of the results of the whole batch.</summary>
    public long Bytes => Plans.Sum(plan => plan.ArenaBytes) + _targets.Sum(target => target.Type.Bytes)
        + _inputs.Concat(_outputs).Sum(buffers => buffers.Sum(buffer => buffer.Type.Bytes));

    public void Run() => _lanes.Run(this, _count);

    public override void RunTile(int tile, int lane)
    {
        for (var i = 0; i < _sources.Length; i++)
        {
            var piece = _inputs[lane][i].Bytes;
            _sources[i].Bytes.Slice(tile * piece.Length, piece.Length).CopyTo(piece);
        }
        Plans[lane].Run();
        for (var i = 0; i < _targets.Length; i++)
        {
            var piece = _outputs[lane][i].Bytes;
            piece.CopyTo(_targets[i].Bytes.Slice(tile * piece.Length, piece.Length));
        }
    }
}
