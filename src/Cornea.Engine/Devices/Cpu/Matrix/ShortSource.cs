using Cornea.Devices.Cpu.Elementwise;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>An operand of float32 products that lies in memory as bfloat16 or float16, with any two strides: it is widened on the way into
/// its panels.</summary>
/// <param name="dtype">bfloat16 or float16.</param>
/// <param name="lineStride">Elements from one line (row of A, column of B) to the next.</param>
/// <param name="depthStride">Elements from one k to the next.</param>
/// <param name="batchStride">Elements from one matrix of the batch to the next; 0 if all use the same.</param>
internal sealed unsafe class ShortSource(DType dtype, nint lineStride, nint depthStride, nint batchStride) : PanelSource<float>
{
    private const int Together = 64; // terms of a line that are widened before they are transposed
    private const int MostLines = 64;

    /// <summary>The first element of the first matrix.</summary>
    public ushort* Pointer { get; set; }

    /// <summary>Elements from one line to the next.</summary>
    public nint LineStride => lineStride;

    /// <summary>Elements from one k to the next.</summary>
    public nint DepthStride => depthStride;

    /// <summary>Writes lines one after another, each contiguous along k.</summary>
    /// <param name="target">Where the first line goes.</param>
    /// <param name="step">Elements from one line to the next.</param>
    /// <param name="batch">The matrix of the batch.</param>
    /// <param name="line">The first line.</param>
    /// <param name="lines">The number of lines.</param>
    /// <param name="depthStart">The first k.</param>
    /// <param name="depth">The number of values of k.</param>
    public void Lines(float* target, nint step, int batch, int line, int lines, int depthStart, int depth) =>
        ShortFloats.Widen(dtype, At(batch, line, depthStart), lineStride, target, step, depth, lines);

    /// <summary>Writes what all lines have of each k side by side; lines are adjacent in memory.</summary>
    /// <param name="target">Where the first k goes.</param>
    /// <param name="step">Elements from one k to the next there.</param>
    /// <param name="batch">The matrix of the batch.</param>
    /// <param name="line">The first line.</param>
    /// <param name="lines">The number of lines.</param>
    /// <param name="depthStart">The first k.</param>
    /// <param name="depth">The number of values of k.</param>
    public void Columns(float* target, nint step, int batch, int line, int lines, int depthStart, int depth) =>
        ShortFloats.Widen(dtype, At(batch, line, depthStart), depthStride, target, step, lines, depth);

    public override void Pack(float* panel, int width, int batch, int line, int lines, int depthStart, int depth)
    {
        if (lineStride == 1)
        {
            Columns(panel, width, batch, line, lines, depthStart, depth);
            for (var k = 0; lines < width && k < depth; k++)
                new Span<float>(panel + ((nint)k * width) + lines, width - lines).Clear();
            return;
        }
        if (depthStride == 1 && lines <= MostLines)
        {
            var block = stackalloc float[MostLines * Together];
            for (var k = 0; k < depth; k += Together)
            {
                var now = Math.Min(Together, depth - k);
                Lines(block, Together, batch, line, lines, depthStart + k, now);
                StridedSource<float>.Transpose(block, Together, panel + ((nint)k * width), width, lines, now);
            }
            return;
        }
        for (var k = 0; k < depth; k++, panel += width)
        {
            for (var i = 0; i < lines; i++)
                panel[i] = ShortFloats.One(dtype, *At(batch, line + i, depthStart + k));
            new Span<float>(panel + lines, width - lines).Clear();
        }
    }

    private ushort* At(int batch, int line, int depth) => Pointer + (batch * batchStride) + (line * lineStride) + (depth * depthStride);
}
