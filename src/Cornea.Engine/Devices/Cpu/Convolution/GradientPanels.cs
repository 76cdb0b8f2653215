
namespace Cornea.Devices.Cpu.Convolution;

/// <summary>The gradient of a convolution's result as panels of columns (filters) for a chunk of positions, padded to whole
/// vectors.</summary>
internal abstract unsafe class GradientPanels<T>(int groups, int filters)
    where T : unmanaged
{
    /// <summary>Filters of a group.</summary>
    protected int Filters { get; } = filters;

    protected ConvolutionTile<T> Tile { get; } = ConvolutionTile<T>.Best;

    /// <summary>Panels of a group.</summary>
    public int Panels => (Filters + Tile.Columns - 1) / Tile.Columns;

    /// <summary>Panels of all groups.</summary>
    public int Count => groups * Panels;

    /// <summary>Filters of a group, in whole vectors.</summary>
    public int PaddedFilters => (Filters + Tile.Lanes - 1) / Tile.Lanes * Tile.Lanes;

    /// <summary>Columns of a panel, in whole vectors.</summary>
    public int Width(int panel) => Math.Min(Tile.Columns, PaddedFilters - (panel % Panels * Tile.Columns));

    /// <summary>The first column of a panel, among the padded ones of all groups.</summary>
    public nint Column(int panel) => (panel / Panels * PaddedFilters) + (panel % Panels * Tile.Columns);

    /// <summary>Elements of scratch that a panel of so many positions needs.</summary>
    public virtual long ScratchElements(int positions) => (long)positions * Tile.Columns;

    /// <summary>A panel, made in scratch where it must be.</summary>
    public abstract T* Prepare(in PositionChunk positions, int panel, T* scratch);
}
