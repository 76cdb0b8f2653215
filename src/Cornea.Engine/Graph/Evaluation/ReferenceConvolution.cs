using Cornea.Graph.Ops;

namespace Cornea.Graph.Evaluation;

/// <summary>Convolution and pooling in double: every pair of a position and a tap that lies on the input, one after another.</summary>
internal static class ReferenceConvolution
{
    public static double[] Convolution(Convolution op, double[] x, double[] kernel, Shape input, Shape result)
    {
        var y = new double[result.Size];
        Visit(op.Window, op.Groups, input, result, (at, tap, position) => y[position] += x[at] * kernel[tap]);
        return y;
    }

    public static double[] InputGradient(ConvolutionInputGradient op, double[] gradient, double[] kernel, Shape result)
    {
        var x = new double[op.Input.Size];
        Visit(op.Window, op.Groups, op.Input, result, (at, tap, position) => x[at] += gradient[position] * kernel[tap]);
        return x;
    }

    public static double[] KernelGradient(ConvolutionKernelGradient op, double[] x, double[] gradient, Shape input, Shape result, int size)
    {
        var kernel = new double[size];
        Visit(op.Window, op.Groups, input, result, (at, tap, position) => kernel[tap] += x[at] * gradient[position]);
        return kernel;
    }

    public static double[] Pool(Pool op, double[] x, Shape input, Shape result)
    {
        var y = new double[result.Size];
        Array.Fill(y, op.Kind == PoolKind.Maximum ? double.NegativeInfinity : 0);
        var counts = new int[y.Length];
        VisitPool(op.Window, input, result, (at, position) =>
        {
            counts[position]++;
            y[position] = op.Kind == PoolKind.Maximum ? Math.Max(y[position], x[at]) : y[position] + x[at];
        });
        return op.Kind == PoolKind.Maximum ? y : ReferenceEvaluator.Map(y.Length, i => y[i] / Math.Max(1, counts[i]));
    }

    public static double[] PoolGradient(PoolGradient op, double[] x, double[] gradient, Shape result)
    {
        var dx = new double[op.Input.Size];
        if (op.Kind == PoolKind.Maximum)
        {
            var first = First(op.Window, x, op.Input, result);
            for (var position = 0; position < first.Length; position++)
            {
                if (first[position] >= 0)
                    dx[first[position]] += gradient[position];
            }
            return dx;
        }
        var counts = new int[result.Size];
        VisitPool(op.Window, op.Input, result, (_, position) => counts[position]++);
        VisitPool(op.Window, op.Input, result, (at, position) => dx[at] += gradient[position] / counts[position]);
        return dx;
    }

    public static double[] PoolChoice(PoolChoice op, double[] x, double[] values, Shape input, Shape result)
    {
        var first = First(op.Window, x, input, result);
        return Array.ConvertAll(first, at => at < 0 ? 0 : values[at]);
    }

    // Where each position's largest element stands, the first of equals; NaN wins. -1 where a window sees padding alone.
    private static int[] First(Window window, double[] x, Shape input, Shape result)
    {
        var first = new int[result.Size];
        Array.Fill(first, -1);
        VisitPool(window, input, result, (at, position) =>
        {
            var held = first[position];
            if (held < 0 || x[at] > x[held] || (double.IsNaN(x[at]) && !double.IsNaN(x[held])))
                first[position] = at;
        });
        return first;
    }

    private static void VisitPool(Window window, Shape input, Shape result, Action<int, int> visit)
    {
        var channels = input[^1];
        VisitPixels(window, input, result, (pixel, _, position) =>
        {
            for (var c = 0; c < channels; c++)
                visit(pixel * channels + c, position * channels + c);
        });
    }

    private static void Visit(Window window, int groups, Shape input, Shape result, Action<int, int, int> visit)
    {
        var (channels, filters) = (input[^1], result[^1]);
        var (inGroup, outGroup) = (channels / groups, filters / groups);
        VisitPixels(window, input, result, (pixel, tap, position) =>
        {
            for (var f = 0; f < filters; f++)
            {
                for (var c = 0; c < inGroup; c++)
                    visit(pixel * channels + f / outGroup * inGroup + c, (tap * inGroup + c) * filters + f, position * filters + f);
            }
        });
    }

    // Flat numbers of the input's pixel, the tap and the position, channels left out; positions outermost, taps in order.
    private static void VisitPixels(Window window, Shape input, Shape result, Action<int, int, int> visit)
    {
        var spatial = window.Axes.Length;
        var positions = new Shape(result.AsSpan()[..^1]);
        var taps = new Shape([.. window.Axes.Select(axis => axis.Size)]);
        var (position, tap) = (new int[spatial + 1], new int[spatial]);
        for (var p = 0; p < positions.Size; p++)
        {
            ReferenceLayout.Unravel(p, positions, position);
            for (var t = 0; t < taps.Size; t++)
            {
                ReferenceLayout.Unravel(t, taps, tap);
                var (pixel, inside) = (position[0], true);
                for (var i = 0; i < spatial; i++)
                {
                    var axis = window.Axes[i];
                    var at = position[i + 1] * axis.Stride - axis.Low + tap[i] * axis.Dilation;
                    inside &= at >= 0 && at < input[i + 1];
                    pixel = pixel * input[i + 1] + at;
                }
                if (inside)
                    visit(pixel, t, p);
            }
        }
    }
}
