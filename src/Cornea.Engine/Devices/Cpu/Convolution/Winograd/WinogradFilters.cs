using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Convolution.Winograd;

/// <summary>
/// A kernel of 3x3 taps at the 36 points, as panels of columns (filters): [panel, point, channel, column]. A constant kernel is
/// transformed once; another in each run, side by side.
/// </summary>
internal sealed unsafe class WinogradFilters : TileWork
{
    private const int ChannelsPerTile = 8;

    private readonly WinogradTransforms _transforms = WinogradTransforms.Best;
    private readonly ConvolutionFilters<float> _taps;
    private readonly GemmScratch _scratch;
    private readonly GemmScratch? _kept; // panels for all runs
    private readonly int _channels, _channelTiles;
    private readonly long _first; // elements of the shared scratch before the panels

    public WinogradFilters(BufferView kernel, GemmScratch scratch)
    {
        _channels = kernel.Lengths[3];
        _channelTiles = (_channels + ChannelsPerTile - 1) / ChannelsPerTile;
        var elements = (long)WinogradTransforms.Positions * _channels * kernel.Lengths[4];
        var taps = (long)WinogradTransforms.Taps * WinogradTransforms.Taps * _channels * kernel.Lengths[4];
        if (kernel.Buffer.Constant is not null)
        {
            _kept = new GemmScratch(0);
            _kept.Require(elements * sizeof(float), 0);
            scratch = new GemmScratch(1);
        }
        else
        {
            _first = taps;
            scratch.Require((taps + elements) * sizeof(float), 0);
        }
        _scratch = scratch;
        scratch.Require(0, _transforms.ScratchElements * sizeof(float));
        _taps = new ConvolutionFilters<float>(kernel, 1, int.MaxValue, scratch, keeps: false);
        if (_kept is null)
            return;
        for (var tile = 0; tile < _taps.Count; tile++)
            _taps.RunTile(tile, 0);
        for (var tile = 0; tile < _taps.Panels * _channelTiles; tile++)
            RunTile(tile, 0);
    }

    /// <summary>The number of panels.</summary>
    public int Panels => _taps.Panels;

    /// <summary>Columns of a panel.</summary>
    public int Width(int panel) => _taps.Width(panel);

    /// <summary>The first element of a panel.</summary>
    public float* Panel(int panel) =>
        (_kept is null ? (float*)_scratch.Shared + _first : (float*)_kept.Shared)
        + ((nint)WinogradTransforms.Positions * _channels * panel * _taps.Width(0));

    /// <summary>Transforms the kernel, unless that is done.</summary>
    public void Prepare(Workers workers)
    {
        if (_kept is not null)
            return;
        if (_taps.Count > 0)
            workers.Run(_taps, _taps.Count);
        workers.Run(this, _taps.Panels * _channelTiles);
    }

    public override void RunTile(int tile, int worker)
    {
        var (panel, part) = Math.DivRem(tile, _channelTiles);
        var width = _taps.Width(panel);
        var step = _taps.Step(width / _transforms.Lanes);
        float* from = _taps.Panel(0, panel), to = Panel(panel), scratch = (float*)_scratch.Worker(worker);
        for (nint channel = part * ChannelsPerTile; channel < Math.Min(_channels, (part + 1) * ChannelsPerTile); channel++)
            _transforms.Filter(from + (channel * step), _channels * step, width, to + (channel * width), (nint)_channels * width, scratch);
    }
}
