using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cornea.Imaging;

/// <summary>
/// Rows of a component at the size of the picture. Where a component has half the samples, each new one is three parts of the nearest
/// and one of the next but nearest, with the rounding of the Independent JPEG Group's "fancy upsampling"; at other factors samples are
/// repeated.
/// </summary>
internal sealed class JpegUpsampling
{
    // Room for whole vectors behind the last sample.
    private const int Slack = 32;

    private readonly JpegComponent _component;
    private readonly int _across;
    private readonly int _down;
    private readonly bool _isFancy;
    private readonly ushort[] _sums;
    private readonly byte[] _row;

    /// <summary>Prepares the rows.</summary>
    /// <param name="component">Its samples.</param>
    /// <param name="across">How many samples of the picture stand beside each other for one of its.</param>
    /// <param name="down">How many stand below each other.</param>
    public JpegUpsampling(JpegComponent component, int across, int down)
    {
        (_component, _across, _down) = (component, across, down);
        // A row of two samples is repeated, as the library does.
        _isFancy = (across, down) is (1, 2) || ((across, down) is (2, 1) or (2, 2) && component.Width > 2);
        bool copies = across == 1 && down == 1;
        _sums = copies ? [] : new ushort[component.Width + 2 + Slack];
        _row = copies ? [] : new byte[component.Width * across + Slack];
    }

    /// <summary>A row of the picture; valid until the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<byte> Row(int y)
    {
        int width = _component.Width, own = y / _down;
        ReadOnlySpan<byte> near = Samples(own);
        if (_across == 1 && _down == 1)
        {
            return near;
        }
        if (!_isFancy)
        {
            Repeat(near[..width]);
            return _row;
        }
        bool upper = y % 2 == 0;
        ReadOnlySpan<byte> far = _down == 1 ? default : Samples(Math.Clamp(upper ? own - 1 : own + 1, 0, _component.Height - 1));
        if (_across == 1)
        {
            int bias = upper ? 1 : 2;
            for (int x = 0; x < width; x++)
            {
                _row[x] = (byte)(3 * near[x] + far[x] + bias >> 2);
            }
            return _row;
        }
        Span<ushort> sums = _sums;
        if (_down == 1)
        {
            Widen(near[..width], sums[1..]);
        }
        else
        {
            Add(near[..width], far[..width], sums[1..]);
        }
        (sums[0], sums[width + 1]) = (sums[1], sums[width]);
        if (_down == 1)
        {
            Spread(1, 2, 2);
        }
        else
        {
            Spread(8, 7, 4);
        }
        return _row;
    }

    private ReadOnlySpan<byte> Samples(int row) => _component.Samples.AsSpan(row * _component.Stride, _component.Stride);

    private void Repeat(ReadOnlySpan<byte> near)
    {
        if (_across == 1)
        {
            near.CopyTo(_row);
            return;
        }
        for (int x = 0; x < near.Length; x++)
        {
            _row.AsSpan(x * _across, _across).Fill(near[x]);
        }
    }

    private static void Widen(ReadOnlySpan<byte> near, Span<ushort> sums)
    {
        for (int x = 0; x < near.Length; x++)
        {
            sums[x] = near[x];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<ushort> sums)
    {
        int x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref byte first = ref MemoryMarshal.GetReference(near);
            ref byte second = ref MemoryMarshal.GetReference(far);
            ref ushort target = ref MemoryMarshal.GetReference(sums);
            for (; x + 16 <= near.Length; x += 16)
            {
                Vector128<byte> a = Vector128.LoadUnsafe(ref first, (nuint)x), b = Vector128.LoadUnsafe(ref second, (nuint)x);
                Vector128<ushort> low = Vector128.WidenLower(a), high = Vector128.WidenUpper(a);
                (low + low + low + Vector128.WidenLower(b)).StoreUnsafe(ref target, (nuint)x);
                (high + high + high + Vector128.WidenUpper(b)).StoreUnsafe(ref target, (nuint)x + 8);
            }
        }
        for (; x < near.Length; x++)
        {
            sums[x] = (ushort)(3 * near[x] + far[x]);
        }
    }

    // Two samples of the row for each sum: nearer to the one before it and nearer to the one behind it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(int roundBefore, int roundBehind, int shift)
    {
        Span<ushort> sums = _sums;
        int width = _component.Width, x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref ushort from = ref MemoryMarshal.GetReference(sums);
            ref byte to = ref MemoryMarshal.GetArrayDataReference(_row);
            Vector128<ushort> before = Vector128.Create((ushort)roundBefore), behind = Vector128.Create((ushort)roundBehind);
            for (; x + 8 <= width; x += 8)
            {
                Vector128<ushort> own = Vector128.LoadUnsafe(ref from, (nuint)x + 1);
                Vector128<ushort> thrice = own + own + own;
                Vector128<ushort> left = thrice + Vector128.LoadUnsafe(ref from, (nuint)x) + before >>> shift;
                Vector128<ushort> right = thrice + Vector128.LoadUnsafe(ref from, (nuint)x + 2) + behind >>> shift;
                (left | right << 8).AsByte().StoreUnsafe(ref to, (nuint)x * 2);
            }
        }
        for (; x < width; x++)
        {
            int thrice = 3 * sums[x + 1];
            _row[2 * x] = (byte)(thrice + sums[x] + roundBefore >> shift);
            _row[2 * x + 1] = (byte)(thrice + sums[x + 2] + roundBehind >> shift);
        }
    }
}
