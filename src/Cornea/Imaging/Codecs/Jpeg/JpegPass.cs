using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cornea.Imaging;

/// <summary>A scan of a progressive picture: some coefficients, or one bit of them.</summary>
/// <param name="components">Whose coefficients it has, with their codes.</param>
/// <param name="first">The first coefficient in zigzag order.</param>
/// <param name="last">The last one.</param>
/// <param name="refines">Whether the pass adds one bit to coefficients of which higher bits came before.</param>
/// <param name="shift">How many lower bits come in later passes.</param>
internal sealed class JpegPass(
    IReadOnlyList<(JpegComponent Component, JpegHuffmanTable? Dc, JpegHuffmanTable? Ac)> components, int first, int last, bool refines,
    int shift) : JpegScan(components)
{
    private readonly (JpegComponent Component, JpegHuffmanTable? Dc, JpegHuffmanTable? Ac)[] _components = [.. components];
    private bool _interleaved;

    // Blocks whose coefficients of this scan are all 0.
    private int _emptyBlocks;

    /// <inheritdoc/>
    protected override void Begin(bool interleaved, int unitsWide) => _interleaved = interleaved;

    /// <inheritdoc/>
    protected override void Restart()
    {
        base.Restart();
        _emptyBlocks = 0;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override int ReadUnits(ref JpegBits bits, int y, int from, int to)
    {
        for (int x = from; x < to; x++)
        {
            foreach (var (component, dc, ac) in _components)
            {
                (int wide, int high) = _interleaved ? (component.Horizontal, component.Vertical) : (1, 1);
                for (int row = y * high; row < (y + 1) * high; row++)
                {
                    for (int column = x * wide; column < (x + 1) * wide; column++)
                    {
                        ref short block = ref component.Coefficients[component.Position(row, column)];
                        ref ulong nonzero = ref component.Nonzero[row * component.GroupsWide * JpegComponent.Group + column];
                        bool isRead = first > 0
                            ? refines ? Refine(ref bits, ref block, ref nonzero, ac!) : ReadFirst(ref bits, ref block, ref nonzero, ac!)
                            : refines ? RefineMean(ref bits, ref block) : ReadMean(ref bits, ref block, component, dc!);
                        if (!isRead)
                        {
                            return x;
                        }
                    }
                }
            }
            if (bits.IsShort)
            {
                return x;
            }
        }
        return to;
    }

    private bool ReadMean(ref JpegBits bits, ref short block, JpegComponent component, JpegHuffmanTable dc)
    {
        int size = bits.ReadSymbol(dc);
        if (size is < 0 or > 15)
        {
            return false;
        }
        component.Predictor += bits.ReadSigned(size);
        block = (short)(component.Predictor << shift);
        return true;
    }

    private bool RefineMean(ref JpegBits bits, ref short block)
    {
        block |= (short)(bits.ReadBits(1) << shift);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ReadFirst(ref JpegBits bits, ref short block, ref ulong nonzero, JpegHuffmanTable ac)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return true;
        }
        ref byte order = ref MemoryMarshal.GetArrayDataReference(JpegBits.GroupOrder);
        for (int k = first; k <= last; k++)
        {
            int found = bits.ReadCoefficient(ac), value = found >> 16, run = found >> 8 & 0xFF;
            if (found == 0)
            {
                int symbol = bits.ReadSymbol(ac), size = symbol & 15;
                if (symbol < 0)
                {
                    return false;
                }
                run = symbol >> 4;
                if (size == 0 && run < 15)
                {
                    _emptyBlocks = (1 << run) - 1 + (run > 0 ? bits.ReadBits(run) : 0);
                    break;
                }
                value = bits.ReadSigned(size);
            }
            // No further than 15 places, for which the order has entries; the end of a block is further.
            k += run;
            if (value != 0)
            {
                Unsafe.Add(ref block, (nint)Unsafe.Add(ref order, k)) = (short)(value << shift);
                nonzero |= 1UL << Math.Min(k, JpegComponent.BlockSize - 1);
            }
        }
        return true;
    }

    // One bit more of each coefficient that is not 0; between them new ones of size 1.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Refine(ref JpegBits bits, ref short block, ref ulong nonzero, JpegHuffmanTable ac)
    {
        ulong within = ulong.MaxValue >> (JpegComponent.BlockSize - 1 - last);
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
                ulong rest = within & ulong.MaxValue << k, zeros = rest & ~nonzero;
                for (; run > 0; run--)
                {
                    zeros &= zeros - 1;
                }
                // From here to the zero behind as many zeros as the run has.
                Correct(ref bits, ref block, nonzero & rest & (zeros == 0 ? ulong.MaxValue : (zeros & (0 - zeros)) - 1), bit);
                k = zeros == 0 ? last + 1 : BitOperations.TrailingZeroCount(zeros);
                if (value != 0 && k < JpegComponent.BlockSize)
                {
                    Unsafe.Add(ref block, (nint)JpegBits.GroupOrder[k]) = (short)value;
                    nonzero |= 1UL << k;
                }
            }
        }
        if (_emptyBlocks > 0)
        {
            if (k <= last)
            {
                Correct(ref bits, ref block, nonzero & within & ulong.MaxValue << k, bit);
            }
            _emptyBlocks--;
        }
        return true;
    }

    // One bit more of some coefficients.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Correct(ref JpegBits bits, ref short block, ulong places, int bit)
    {
        ref byte order = ref MemoryMarshal.GetArrayDataReference(JpegBits.GroupOrder);
        while (places != 0)
        {
            int count = Math.Min(BitOperations.PopCount(places), 16);
            for (int read = bits.ReadBits(count) << (32 - count); count > 0; count--, read <<= 1)
            {
                ref short coefficient = ref Unsafe.Add(
                    ref block, (nint)Unsafe.Add(ref order, BitOperations.TrailingZeroCount(places)));
                places &= places - 1;
                if (read < 0 && (coefficient & bit) == 0)
                {
                    coefficient += (short)(coefficient >= 0 ? bit : -bit);
                }
            }
        }
    }
}
