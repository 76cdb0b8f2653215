namespace Cornea.Imaging;

/// <summary>One scan of a JPEG file: coefficients of some components, or a part of their bits. Source: ITU-T T.81, annexes F and
/// G.</summary>
/// <param name="components">Whose coefficients it has, with their codes.</param>
/// <param name="progressive">Whether the picture comes in several passes.</param>
/// <param name="first">The first coefficient in zigzag order.</param>
/// <param name="last">The last one.</param>
/// <param name="refines">Whether the pass adds one bit to coefficients of which higher bits came before.</param>
/// <param name="shift">How many lower bits come in later passes.</param>
internal sealed class JpegScan(
    IReadOnlyList<(JpegComponent Component, JpegHuffmanTable? Dc, JpegHuffmanTable? Ac)> components, bool progressive,
    int first, int last, bool refines, int shift)
{
    // Blocks whose coefficients of this scan are all 0.
    private int _emptyBlocks;

    /// <summary>Reads the scan.</summary>
    /// <param name="data">The file.</param>
    /// <param name="start">Where the coded data begin.</param>
    /// <param name="restartInterval">Units after which a restart marker stands; 0 for none.</param>
    /// <param name="unitsWide">Units of all components in a row.</param>
    /// <param name="unitsHigh">Rows of them.</param>
    /// <returns>Where the data end, and what is wrong, or null.</returns>
    public (int End, string? Problem) Read(ReadOnlySpan<byte> data, int start, int restartInterval, int unitsWide, int unitsHigh)
    {
        bool interleaved = components.Count > 1;
        if (!interleaved)
        {
            JpegComponent only = components[0].Component;
            unitsWide = JpegComponent.Divide(only.Width, JpegComponent.Side);
            unitsHigh = JpegComponent.Divide(only.Height, JpegComponent.Side);
        }
        var bits = new JpegBits(data, start);
        Span<short> scratch = stackalloc short[JpegComponent.BlockSize];
        Restart();
        int unit = 0, restarts = 0;
        for (int y = 0; y < unitsHigh; y++)
        {
            for (int x = 0; x < unitsWide; x++)
            {
                if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0)
                {
                    int marker = NextMarker(data, bits.Position);
                    if (marker + 1 >= data.Length || data[marker + 1] != 0xD0 + restarts % 8)
                    {
                        return (marker, $"restart marker {restarts % 8} is missing before unit {unit}");
                    }
                    restarts++;
                    bits.Restart(marker + 2);
                    Restart();
                }
                unit++;
                foreach (var (component, dc, ac) in components)
                {
                    (int wide, int high) = interleaved ? (component.Horizontal, component.Vertical) : (1, 1);
                    for (int row = 0; row < high; row++)
                    {
                        for (int column = 0; column < wide; column++)
                        {
                            if (!ReadBlock(ref bits, scratch, component, dc, ac, y * high + row, x * wide + column))
                            {
                                return (bits.Position, $"the coded data have a code in unit {unit - 1} that no table has");
                            }
                        }
                    }
                }
                if (bits.IsShort)
                {
                    return (bits.Position,
                        $"the coded data end in unit {unit - 1} of {(long)unitsWide * unitsHigh}: Premature end of the data");
                }
            }
        }
        return (NextMarker(data, bits.Position), null);
    }

    /// <summary>Where the next marker begins, or the length of the data.</summary>
    public static int NextMarker(ReadOnlySpan<byte> data, int at)
    {
        while (at < data.Length)
        {
            int found = data[at..].IndexOf((byte)0xFF);
            if (found < 0)
            {
                return data.Length;
            }
            at += found;
            if (at + 1 >= data.Length || data[at + 1] is not (0 or 0xFF))
            {
                return at;
            }
            at += data[at + 1] == 0 ? 2 : 1;
        }
        return data.Length;
    }

    private void Restart()
    {
        foreach (var (component, _, _) in components)
        {
            component.Predictor = 0;
        }
        _emptyBlocks = 0;
    }

    private bool ReadBlock(
        ref JpegBits bits, scoped Span<short> scratch, JpegComponent component, JpegHuffmanTable? dc, JpegHuffmanTable? ac, int row,
        int column)
    {
        if (!progressive)
        {
            int predictor = component.Predictor;
            scratch.Clear();
            int end = bits.ReadBlock(scratch, dc!, ac!, ref predictor);
            component.Predictor = predictor;
            Span<byte> samples = component.Samples.AsSpan((row * component.Stride + column) * JpegComponent.Side);
            if (end == 0)
            {
                JpegTransform.Fill(scratch[0], component.Steps![0], samples, component.Stride);
            }
            else if (end > 0)
            {
                JpegTransform.Inverse(scratch, component.Steps, samples, component.Stride);
            }
            return end >= 0;
        }
        Span<short> block = component.Coefficients.AsSpan(
            (row * component.BlocksWide + column) * JpegComponent.BlockSize, JpegComponent.BlockSize);
        return first > 0 ? refines ? Refine(ref bits, block, ac!) : ReadFirst(ref bits, block, ac!)
            : refines ? RefineMean(ref bits, block) : ReadMean(ref bits, block, component, dc!);
    }

    private bool ReadMean(ref JpegBits bits, scoped Span<short> block, JpegComponent component, JpegHuffmanTable dc)
    {
        int size = bits.ReadSymbol(dc);
        if (size is < 0 or > 15)
        {
            return false;
        }
        component.Predictor += bits.ReadSigned(size);
        block[0] = (short)(component.Predictor << shift);
        return true;
    }

    private bool RefineMean(ref JpegBits bits, scoped Span<short> block)
    {
        block[0] |= (short)(bits.ReadBits(1) << shift);
        return true;
    }

    private bool ReadFirst(ref JpegBits bits, scoped Span<short> block, JpegHuffmanTable ac)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return true;
        }
        ReadOnlySpan<byte> order = JpegBits.Order;
        for (int k = first; k <= last; k++)
        {
            int symbol = bits.ReadSymbol(ac), run = symbol >> 4, size = symbol & 15;
            if (symbol < 0)
            {
                return false;
            }
            if (size > 0)
            {
                k += run;
                block[order[k]] = (short)(bits.ReadSigned(size) << shift);
            }
            else if (run == 15)
            {
                k += 15;
            }
            else
            {
                _emptyBlocks = (1 << run) - 1 + (run > 0 ? bits.ReadBits(run) : 0);
                break;
            }
        }
        return true;
    }

    // One bit more of each coefficient that is not 0; between them new ones of size 1.
    private bool Refine(ref JpegBits bits, scoped Span<short> block, JpegHuffmanTable ac)
    {
        ReadOnlySpan<byte> order = JpegBits.Order;
        int bit = 1 << shift, k = first;
        if (_emptyBlocks == 0)
        {
            for (; k <= last; k++)
            {
                int symbol = bits.ReadSymbol(ac), run = symbol >> 4, value = 0;
                if (symbol < 0 || (symbol & 15) > 1)
                {
                    return false;
                }
                if ((symbol & 15) == 1)
                {
                    value = bits.ReadBits(1) == 1 ? bit : -bit;
                }
                else if (run < 15)
                {
                    _emptyBlocks = (1 << run) + (run > 0 ? bits.ReadBits(run) : 0);
                    break;
                }
                for (; k <= last; k++)
                {
                    ref short coefficient = ref block[order[k]];
                    if (coefficient != 0)
                    {
                        Correct(ref bits, ref coefficient, bit);
                    }
                    else if (run-- == 0)
                    {
                        break;
                    }
                }
                if (value != 0 && k < JpegComponent.BlockSize)
                {
                    block[order[k]] = (short)value;
                }
            }
        }
        if (_emptyBlocks > 0)
        {
            for (; k <= last; k++)
            {
                ref short coefficient = ref block[order[k]];
                if (coefficient != 0)
                {
                    Correct(ref bits, ref coefficient, bit);
                }
            }
            _emptyBlocks--;
        }
        return true;
    }

    private static void Correct(ref JpegBits bits, ref short coefficient, int bit)
    {
        if (bits.ReadBits(1) == 1 && (coefficient & bit) == 0)
        {
            coefficient += (short)(coefficient >= 0 ? bit : -bit);
        }
    }
}
