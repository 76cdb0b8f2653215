namespace Cornea.Freezing;

/// <summary>A method of the frozen file, as text, and the methods it calls.</summary>
internal sealed record FrozenKernel(string Name, string Source, params string[] Needs);

/// <summary>All methods that frozen files are made of. A value is one sample, row by row, its channels last.</summary>
internal static partial class FrozenKernels
{
    /// <summary>Reads the weights; part of every file.</summary>
    public const string Numbers = """
        private static float[] Numbers(ReadOnlySpan<byte> base64)
        {
            byte[] bytes = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
            System.Buffers.Text.Base64.DecodeFromUtf8(base64, bytes, out _, out int length);
            float[] numbers = new float[length / 4];
            for (int i = 0; i < numbers.Length; i++)
                numbers[i] = System.Buffers.Binary.BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i));
            return numbers;
        }
        """;

    public static IReadOnlyList<FrozenKernel> All { get; } = [.. Linear, .. Windows, .. Elements, .. Recurrent, .. Operations, .. Arrays];

    /// <summary>Adds a method and those it calls.</summary>
    public static void Need(string name, HashSet<string> needed)
    {
        if (!needed.Add(name))
            return;
        foreach (var other in All.First(kernel => kernel.Name == name).Needs)
            Need(other, needed);
    }

    private static FrozenKernel[] Linear =>
    [
        new("MultiplyAdd", """
            // y += x times the matrix w, which has a row for each number of x.
            private static void MultiplyAdd(ReadOnlySpan<float> x, ReadOnlySpan<float> w, Span<float> y)
            {
                int n = y.Length, row = 0, lanes = Vector<float>.Count;
                for (; row + 4 <= x.Length; row += 4)
                {
                    float a = x[row], b = x[row + 1], c = x[row + 2], d = x[row + 3];
                    ReadOnlySpan<float> p = w.Slice(row * n, n), q = w.Slice((row + 1) * n, n);
                    ReadOnlySpan<float> r = w.Slice((row + 2) * n, n), s = w.Slice((row + 3) * n, n);
                    int i = 0;
                    for (; i + lanes <= n; i += lanes)
                    {
                        Vector<float> sum = a * new Vector<float>(p.Slice(i)) + b * new Vector<float>(q.Slice(i));
                        sum += c * new Vector<float>(r.Slice(i)) + d * new Vector<float>(s.Slice(i));
                        (new Vector<float>(y.Slice(i)) + sum).CopyTo(y.Slice(i));
                    }
                    for (; i < n; i++)
                        y[i] += a * p[i] + b * q[i] + (c * r[i] + d * s[i]);
                }
                for (; row < x.Length; row++)
                {
                    float a = x[row];
                    ReadOnlySpan<float> p = w.Slice(row * n, n);
                    int i = 0;
                    for (; i + lanes <= n; i += lanes)
                        (new Vector<float>(y.Slice(i)) + a * new Vector<float>(p.Slice(i))).CopyTo(y.Slice(i));
                    for (; i < n; i++)
                        y[i] += a * p[i];
                }
            }
            """),
        new("Dense", """
            private static void Dense(ReadOnlySpan<float> x, float[] w, float[] bias, Span<float> y, int inputs)
            {
                int units = bias.Length;
                for (int row = 0; row < y.Length / units; row++)
                {
                    Span<float> to = y.Slice(row * units, units);
                    bias.CopyTo(to);
                    MultiplyAdd(x.Slice(row * inputs, inputs), w, to);
                }
            }
            """, "MultiplyAdd"),
        new("Convolution", """
            // The kernel is [group, height, width, input channel of the group, output channel of the group].
            private static void Convolution(ReadOnlySpan<float> x, float[] w, float[] bias, Span<float> y, int height, int width,
                int channels, int kernelHeight, int kernelWidth, int strideY, int strideX, int dilationY, int dilationX, int top, int left,
                int outHeight, int outWidth, int groups)
            {
                int filters = bias.Length, inputs = channels / groups, outputs = filters / groups;
                int block = inputs * outputs, size = kernelHeight * kernelWidth * block;
                for (int row = 0; row < outHeight; row++)
                {
                    for (int column = 0; column < outWidth; column++)
                    {
                        Span<float> to = y.Slice((row * outWidth + column) * filters, filters);
                        bias.CopyTo(to);
                        for (int i = 0; i < kernelHeight; i++)
                        {
                            int fromY = row * strideY + i * dilationY - top;
                            if (fromY < 0 || fromY >= height)
                                continue;
                            for (int j = 0; j < kernelWidth; j++)
                            {
                                int fromX = column * strideX + j * dilationX - left;
                                if (fromX < 0 || fromX >= width)
                                    continue;
                                ReadOnlySpan<float> from = x.Slice((fromY * width + fromX) * channels, channels);
                                for (int g = 0; g < groups; g++)
                                    MultiplyAdd(from.Slice(g * inputs, inputs),
                                        w.AsSpan(g * size + (i * kernelWidth + j) * block, block), to.Slice(g * outputs, outputs));
                            }
                        }
                    }
                }
            }
            """, "MultiplyAdd"),
        new("TransposedConvolution", """
            // The kernel is [height, width, channel, filter].
            private static void TransposedConvolution(ReadOnlySpan<float> x, float[] w, float[] bias, Span<float> y, int height, int width,
                int channels, int kernelHeight, int kernelWidth, int strideY, int strideX, int dilationY, int dilationX, int top, int left,
                int outHeight, int outWidth)
            {
                int filters = bias.Length, block = channels * filters;
                for (int i = 0; i < outHeight * outWidth; i++)
                    bias.CopyTo(y.Slice(i * filters, filters));
                for (int place = 0; place < height * width; place++)
                {
                    ReadOnlySpan<float> from = x.Slice(place * channels, channels);
                    for (int i = 0; i < kernelHeight; i++)
                    {
                        int toY = place / width * strideY + i * dilationY - top;
                        if (toY < 0 || toY >= outHeight)
                            continue;
                        for (int j = 0; j < kernelWidth; j++)
                        {
                            int toX = place % width * strideX + j * dilationX - left;
                            if (toX < 0 || toX >= outWidth)
                                continue;
                            MultiplyAdd(from, w.AsSpan((i * kernelWidth + j) * block, block),
                                y.Slice((toY * outWidth + toX) * filters, filters));
                        }
                    }
                }
            }
            """, "MultiplyAdd"),
        new("DepthwiseConvolution", """
            // The kernel is [height, width, channel, multiplier].
            private static void DepthwiseConvolution(ReadOnlySpan<float> x, float[] w, float[] bias, Span<float> y, int height, int width,
                int channels, int kernelHeight, int kernelWidth, int strideY, int strideX, int dilationY, int dilationX, int top, int left,
                int outHeight, int outWidth)
            {
                int filters = bias.Length, multiplier = filters / channels, lanes = Vector<float>.Count;
                for (int row = 0; row < outHeight; row++)
                {
                    for (int column = 0; column < outWidth; column++)
                    {
                        Span<float> to = y.Slice((row * outWidth + column) * filters, filters);
                        bias.CopyTo(to);
                        for (int i = 0; i < kernelHeight; i++)
                        {
                            int fromY = row * strideY + i * dilationY - top;
                            if (fromY < 0 || fromY >= height)
                                continue;
                            for (int j = 0; j < kernelWidth; j++)
                            {
                                int fromX = column * strideX + j * dilationX - left;
                                if (fromX < 0 || fromX >= width)
                                    continue;
                                ReadOnlySpan<float> from = x.Slice((fromY * width + fromX) * channels, channels);
                                ReadOnlySpan<float> k = w.AsSpan((i * kernelWidth + j) * filters, filters);
                                int c = 0;
                                for (; multiplier == 1 && c + lanes <= channels; c += lanes)
                                    (new Vector<float>(to.Slice(c)) + new Vector<float>(from.Slice(c)) * new Vector<float>(k.Slice(c)))
                                        .CopyTo(to.Slice(c));
                                for (int f = c * multiplier; f < filters; f++)
                                    to[f] += from[f / multiplier] * k[f];
                            }
                        }
                    }
                }
            }
            """),
        new("Embedding", """
            private static void Embedding(ReadOnlySpan<float> x, float[] w, Span<float> y, int length)
            {
                for (int i = 0; i < x.Length; i++)
                {
                    int index = (int)x[i];
                    if (index < 0 || index >= w.Length / length)
                        throw new ArgumentException($"Expected an index from 0 to {w.Length / length - 1}, but received {x[i]}.");
                    w.AsSpan(index * length, length).CopyTo(y.Slice(i * length));
                }
            }
            """),
    ];
}
