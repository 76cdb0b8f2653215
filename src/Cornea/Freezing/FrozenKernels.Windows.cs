namespace Cornea.Freezing;

/// <summary>Pooling, and what moves numbers to other positions.</summary>
internal static partial class FrozenKernels
{
    private static FrozenKernel[] Windows =>
    [
        new("Pool", """
            // The largest or the mean of each window; what lies outside the image does not count.
            private static void Pool(ReadOnlySpan<float> x, Span<float> y, bool largest, int height, int width, int channels, int sizeY,
                int sizeX, int strideY, int strideX, int top, int left, int outHeight, int outWidth)
            {
                int lanes = Vector<float>.Count;
                for (int row = 0; row < outHeight; row++)
                {
                    for (int column = 0; column < outWidth; column++)
                    {
                        Span<float> to = y.Slice((row * outWidth + column) * channels, channels);
                        to.Fill(largest ? float.NegativeInfinity : 0);
                        int count = 0;
                        for (int i = Math.Max(0, row * strideY - top); i < Math.Min(height, row * strideY - top + sizeY); i++)
                        {
                            for (int j = Math.Max(0, column * strideX - left); j < Math.Min(width, column * strideX - left + sizeX); j++)
                            {
                                ReadOnlySpan<float> from = x.Slice((i * width + j) * channels, channels);
                                int c = 0;
                                for (; c + lanes <= channels; c += lanes)
                                {
                                    Vector<float> a = new(to.Slice(c)), b = new(from.Slice(c));
                                    (largest ? Vector.Max(a, b) : a + b).CopyTo(to.Slice(c));
                                }
                                for (; c < channels; c++)
                                    to[c] = largest ? Math.Max(to[c], from[c]) : to[c] + from[c];
                                count++;
                            }
                        }
                        for (int c = 0; !largest && c < channels; c++)
                            to[c] /= count;
                    }
                }
            }
            """),
        new("CopyBlocks", """
            // Blocks of numbers from one distance apart to another.
            private static void CopyBlocks(ReadOnlySpan<float> x, int fromStart, int fromStride, Span<float> y, int toStart, int toStride,
                int block, int count)
            {
                for (int i = 0; i < count; i++)
                    x.Slice(fromStart + i * fromStride, block).CopyTo(y.Slice(toStart + i * toStride));
            }
            """),
        new("Clear", """
            private static void Clear(Span<float> y) => y.Clear();
            """),
        new("Upsample", """
            private static void Upsample(ReadOnlySpan<float> x, Span<float> y, int width, int channels, int timesY, int timesX)
            {
                int outWidth = width * timesX;
                for (int i = 0; i < y.Length / channels; i++)
                    x.Slice((i / outWidth / timesY * width + i % outWidth / timesX) * channels, channels).CopyTo(y.Slice(i * channels));
            }
            """),
        new("Permute", """
            // Each axis of y comes from one of x; strides are those of x in y's order.
            private static void Permute(ReadOnlySpan<float> x, Span<float> y, ReadOnlySpan<int> lengths, ReadOnlySpan<int> strides)
            {
                for (int i = 0; i < y.Length; i++)
                {
                    int rest = i, from = 0;
                    for (int axis = lengths.Length - 1; axis >= 0; axis--)
                    {
                        from += rest % lengths[axis] * strides[axis];
                        rest /= lengths[axis];
                    }
                    y[i] = x[from];
                }
            }
            """),
        new("Copy", """
            private static void Copy(ReadOnlySpan<float> x, Span<float> y) => x.CopyTo(y);
            """),
    ];
}
