using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cornea.Imaging;

/// <summary>The scan of a sequential picture: whole blocks, of which each row is transformed as soon as it is read.</summary>
/// <param name="components">Whose coefficients it has, with their codes.</param>
internal sealed class JpegSequence(IReadOnlyList<(JpegComponent Component, JpegHuffmanTable? Dc, JpegHuffmanTable? Ac)> components)
    : JpegScan(components)
{
    private readonly Part[] _parts = [.. components.Select(static one => new Part(one.Component, one.Dc!, one.Ac!))];

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (Part part in _parts)
        {
            part.Free();
        }
    }

    /// <inheritdoc/>
    protected override void Begin(bool interleaved, int unitsWide)
    {
        foreach (Part part in _parts)
        {
            part.Allocate(interleaved, unitsWide);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override int ReadUnits(ref JpegBits bits, int y, int from, int to)
    {
        for (int x = from; x < to; x++)
        {
            foreach (Part part in _parts)
            {
                if (!part.ReadUnit(ref bits, x))
                {
                    return x;
                }
            }
            if (bits.IsShort)
            {
                return x;
            }
        }
        return to;
    }

    /// <inheritdoc/>
    protected override void EndRow(int y)
    {
        foreach (Part part in _parts)
        {
            part.Transform(y);
        }
    }

    // One component and the coefficients of a row of units.
    private sealed class Part(JpegComponent component, JpegHuffmanTable dc, JpegHuffmanTable ac)
    {
        private readonly short[] _steps = JpegTransform.GroupSteps(component.Steps!);
        private int _wide = 1;
        private int _high = 1;
        private int _groups;

        // [rows of a unit, groups, 8 rows, 4 blocks, 8], zeros between rows of units, and the last coefficient of each block.
        private short[] _coefficients = [];
        private byte[] _ends = [];

        public void Allocate(bool interleaved, int unitsWide)
        {
            (_wide, _high) = interleaved ? (component.Horizontal, component.Vertical) : (1, 1);
            _groups = JpegComponent.Divide(unitsWide * _wide, JpegComponent.Group);
            _coefficients = ArrayPool<short>.Shared.Rent(_high * _groups * JpegComponent.GroupSize);
            _ends = ArrayPool<byte>.Shared.Rent(_high * _groups * JpegComponent.Group);
            _coefficients.AsSpan(0, _high * _groups * JpegComponent.GroupSize).Clear();
            _ends.AsSpan().Clear();
        }

        public void Free()
        {
            if (_coefficients.Length > 0)
            {
                ArrayPool<short>.Shared.Return(_coefficients);
                ArrayPool<byte>.Shared.Return(_ends);
            }
            (_coefficients, _ends) = ([], []);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public bool ReadUnit(ref JpegBits bits, int x)
        {
            int predictor = component.Predictor;
            for (int row = 0; row < _high; row++)
            {
                for (int column = x * _wide; column < (x + 1) * _wide; column++)
                {
                    int group = row * _groups + column / JpegComponent.Group, within = column % JpegComponent.Group;
                    ref short target = ref _coefficients[group * JpegComponent.GroupSize + within * JpegComponent.Side];
                    int end = bits.ReadBlock(ref target, dc, ac, ref predictor);
                    if (end < 0)
                    {
                        return false;
                    }
                    _ends[group * JpegComponent.Group + within] = (byte)end;
                }
            }
            component.Predictor = predictor;
            return true;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Transform(int y)
        {
            for (int row = 0; row < _high; row++)
            {
                int length = _groups * JpegComponent.GroupSize;
                Span<short> coefficients = _coefficients.AsSpan(row * length, length);
                Span<byte> samples = component.Samples.AsSpan((y * _high + row) * JpegComponent.Side * component.Stride);
                ReadOnlySpan<uint> ends = MemoryMarshal.Cast<byte, uint>(
                    _ends.AsSpan(row * _groups * JpegComponent.Group, _groups * JpegComponent.Group));
                for (int group = 0; group < _groups; group++)
                {
                    Span<short> own = coefficients.Slice(group * JpegComponent.GroupSize, JpegComponent.GroupSize);
                    Span<byte> target = samples[(group * JpegComponent.GroupRow)..];
                    if (ends[group] == 0)
                    {
                        JpegTransform.Fill(own, _steps[0], target, component.Stride);
                    }
                    else
                    {
                        JpegTransform.Inverse(own, _steps, target, component.Stride);
                    }
                }
                coefficients.Clear();
            }
        }
    }
}
