namespace Cornea.Freezing;

/// <summary>The operations of the engine, for layers that have no method of their own: places of numbers, products, windows.</summary>
internal static partial class FrozenKernels
{
    private static FrozenKernel[] Arrays =>
    [
        new("Fill", """
            private static void Fill(Span<float> y, float value) => y.Fill(value);
            """),
        new("Strided", """
            // The numbers of y, row by row, come from places of x: strides say how far a step along each axis leads.
            private static void Strided(ReadOnlySpan<float> x, Span<float> y, int start, ReadOnlySpan<int> lengths, ReadOnlySpan<int> strides)
            {
                int n = lengths[^1], step = strides[^1];
                for (int row = 0; row < y.Length; row += n)
                {
                    int from = Place(row / n, start, lengths, strides);
                    Span<float> to = y.Slice(row, n);
                    if (step == 1)
                        x.Slice(from, n).CopyTo(to);
                    else if (step == 0)
                        to.Fill(x[from]);
                    else
                    {
                        for (int i = 0; i < n; i++)
                            to[i] = x[from + i * step];
                    }
                }
            }
            """, "Place"),
        new("Spread", """
            // The numbers of x, row by row, go to places of y.
            private static void Spread(ReadOnlySpan<float> x, Span<float> y, int start, ReadOnlySpan<int> lengths, ReadOnlySpan<int> strides)
            {
                int n = lengths[^1], step = strides[^1];
                for (int row = 0; row < x.Length; row += n)
                {
                    int to = Place(row / n, start, lengths, strides);
                    for (int i = 0; i < n; i++)
                        y[to + i * step] = x[row + i];
                }
            }
            """, "Place"),
        new("Place", """
            // Where a row begins, which is counted along all axes but the last.
            private static int Place(int row, int start, ReadOnlySpan<int> lengths, ReadOnlySpan<int> strides)
            {
                for (int axis = lengths.Length - 2; axis >= 0; axis--)
                {
                    start += row % lengths[axis] * strides[axis];
                    row /= lengths[axis];
                }
                return start;
            }
            """),
        new("Gather", """
            // Rows of an axis of n, chosen by their numbers.
            private static void Gather(ReadOnlySpan<float> x, ReadOnlySpan<float> indices, Span<float> y, int n, int inner)
            {
                for (int i = 0; i < y.Length / inner; i++)
                {
                    int index = (int)indices[i % indices.Length];
                    if (index < 0 || index >= n)
                        throw new ArgumentException($"Expected an index from 0 to {n - 1}, but received {index}.");
                    x.Slice((i / indices.Length * n + index) * inner, inner).CopyTo(y.Slice(i * inner));
                }
            }
            """),
        new("ScatterAdd", """
            // Rows added to those of an axis of n that have the numbers.
            private static void ScatterAdd(Span<float> y, ReadOnlySpan<float> indices, ReadOnlySpan<float> x, int n, int inner)
            {
                for (int i = 0; i < x.Length / inner; i++)
                {
                    int index = (int)indices[i % indices.Length];
                    if (index < 0 || index >= n)
                        throw new ArgumentException($"Expected an index from 0 to {n - 1}, but received {index}.");
                    for (int k = 0; k < inner; k++)
                        y[(i / indices.Length * n + index) * inner + k] += x[i * inner + k];
                }
            }
            """),
        new("ArgSort", """
            // The numbers of an axis of n in the order of their values; equal ones keep theirs.
            private static void ArgSort(ReadOnlySpan<float> x, Span<float> y, int n, int inner, bool descending)
            {
                float[] row = new float[n];
                int[] order = new int[n];
                for (int i = 0; i < x.Length / n; i++)
                {
                    int first = i / inner * n * inner + i % inner;
                    for (int k = 0; k < n; k++)
                        (row[k], order[k]) = (x[first + k * inner], k);
                    Array.Sort(order, (a, b) => row[a] == row[b] ? a - b : descending == (row[a] > row[b]) ? -1 : 1);
                    for (int k = 0; k < n; k++)
                        y[first + k * inner] = order[k];
                }
            }
            """),
        new("MatrixProduct", """
            // Matrices one after the other, each row of x times that of w.
            private static void MatrixProduct(ReadOnlySpan<float> x, ReadOnlySpan<float> w, Span<float> y, int rows, int inner, int columns)
            {
                y.Clear();
                for (int row = 0; row < y.Length / columns; row++)
                    MultiplyAdd(x.Slice(row * inner, inner), w.Slice(row / rows * inner * columns, inner * columns),
                        y.Slice(row * columns, columns));
            }
            """, "MultiplyAdd"),
        new("WindowProduct", """
            // A convolution along any number of axes of one or more images, from each place of the result; a transposed one from each
            // place of x. The kernel is [group, tap, input channel of the group, output channel of the group].
            private static void WindowProduct(ReadOnlySpan<float> x, float[] w, Span<float> y, int groups, int filters,
                ReadOnlySpan<int> shape, ReadOnlySpan<int> lengths, ReadOnlySpan<int> size, ReadOnlySpan<int> strides,
                ReadOnlySpan<int> dilations, ReadOnlySpan<int> low, bool transposed)
            {
                y.Clear();
                int axes = size.Length, channels = shape[axes], inputs = channels / groups, outputs = filters / groups, taps = 1;
                foreach (int length in size)
                    taps *= length;
                for (int place = 0; place < (transposed ? x.Length / channels : y.Length / filters); place++)
                {
                    for (int tap = 0; tap < taps; tap++)
                    {
                        int rest = place, part = tap, other = 0, scale = 1;
                        bool inside = true;
                        for (int axis = axes - 1; axis >= 0; axis--)
                        {
                            int near = transposed ? shape[axis] : lengths[axis], far = transposed ? lengths[axis] : shape[axis];
                            int at = rest % near * strides[axis] + part % size[axis] * dilations[axis] - low[axis];
                            rest /= near;
                            part /= size[axis];
                            inside &= at >= 0 && at < far;
                            other += at * scale;
                            scale *= far;
                        }
                        if (!inside)
                            continue;
                        other += rest * scale;
                        int from = transposed ? place : other, to = transposed ? other : place;
                        for (int g = 0; g < groups; g++)
                            MultiplyAdd(x.Slice(from * channels + g * inputs, inputs),
                                w.AsSpan((g * taps + tap) * inputs * outputs, inputs * outputs),
                                y.Slice(to * filters + g * outputs, outputs));
                    }
                }
            }
            """, "MultiplyAdd"),
    ];
}
