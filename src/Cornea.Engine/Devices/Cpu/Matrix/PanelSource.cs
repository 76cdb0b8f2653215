namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// An operand of a product, seen as lines: a line is a row of A or a column of B, and runs along k. It packs lines into panels,
/// the order in which the micro-kernel reads them. A convolution gives a source of its own that reads patches from an image.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
internal abstract unsafe class PanelSource<T>
    where T : unmanaged
{
    /// <summary>Writes panel[k * width + i] = element (line + i, depthStart + k) for i below lines, and zeros for the rest of the
    /// width.</summary>
    /// <param name="panel">Where the panel goes: depth * width elements.</param>
    /// <param name="width">The panel's width.</param>
    /// <param name="batch">The matrix of the batch.</param>
    /// <param name="line">The first line.</param>
    /// <param name="lines">The number of lines, from 1 to <paramref name="width"/>.</param>
    /// <param name="depthStart">The first k.</param>
    /// <param name="depth">The number of values of k.</param>
    public abstract void Pack(T* panel, int width, int batch, int line, int lines, int depthStart, int depth);
}
