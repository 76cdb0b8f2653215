using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Reference;

/// <summary>Convolution and pooling in double: every pair of a place and a tap that lies on the input, one after another.</summary>
internal static class ReferenceConvolution
{
    public static double[] Convolution(Convolution op, double[] x, double[] kernel, Shape input, Shape result)
    {
        var y = new double[result.Size];
        Visit(op.Window, op.Groups, input, result, (at, tap, place) => y[place] += x[at] * kernel[tap]);
        return y;
    }

    public static double[] InputGradient(ConvolutionInputGradient op, double[] gradient, double[] kernel, Shape result)
    {
        var x = new double[op.Input.Size];
        Visit(op.Window, op.Groups, op.Input, result, (at, tap, place) => x[at] += gradient[place] * kernel[tap]);
        return x;
    }

    public static double[] KernelGradient(ConvolutionKernelGradient op, double[] x, double[] gradient, Shape input, Shape result, int size)
    {
        var kernel = new double[size];
        Visit(op.Window, op.Groups, input, result, (at, tap, place) => kernel[tap] += x[at] * gradient[place]);
        return kernel;
    }

    public static double[] Pool(Pool op, double[] x, Shape input, Shape result)
    {
        var y = new double[result.Size];
        Array.Fill(y, op.Kind == PoolKind.Maximum ? double.NegativeInfinity : 0);
        var counts = new int[y.Length];
        VisitPool(op.Window, input, result, (at, place) =>
        {
            counts[place]++;
            y[place] = op.Kind == PoolKind.Maximum ? Math.Max(y[place], x[at]) : y[place] + x[at];
        });
        return op.Kind == PoolKind.Maximum ? y : ReferenceBackend.Map(y.Length, i => y[i] / Math.Max(1, counts[i]));
    }

    public static double[] PoolGradient(PoolGradient op, double[] x, double[] gradient, Shape result)
    {
        var dx = new double[op.Input.Size];
        if (op.Kind == PoolKind.Maximum)
        {
            var first = First(op.Window, x, op.Input, result);
            for (var place = 0; place < first.Length; place++)
            {
                if (first[place] >= 0)
                    dx[first[place]] += gradient[place];
            }
            return dx;
        }
        var counts = new int[result.Size];
        VisitPool(op.Window, op.Input, result, (_, place) => counts[place]++);
        VisitPool(op.Window, op.Input, result, (at, place) => dx[at] += gradient[place] / counts[place]);
        return dx;
    }

    public static double[] PoolChoice(PoolChoice op, double[] x, double[] values, Shape input, Shape result)
    {
        var first = First(op.Window, x, input, result);
        return Array.ConvertAll(first, at => at < 0 ? 0 : values[at]);
    }

    // Where each place's largest element stands, the first of equals; NaN wins. -1 where a window sees padding alone.
    private static int[] First(Window window, double[] x, Shape input, Shape result)
    {
        var first = new int[result.Size];
        Array.Fill(first, -1);
        VisitPool(window, input, result, (at, place) =>
        {
            var held = first[place];
            if (held < 0 || x[at] > x[held] || (double.IsNaN(x[at]) && !double.IsNaN(x[held])))
                first[place] = at;
        });
        return first;
    }

    private static void VisitPool(Window window, Shape input, Shape result, Action<int, int> visit)
    {
        var channels = input[^1];
        VisitPixels(window, input, result, (pixel, _, place) =>
        {
            for (var c = 0; c < channels; c++)
                visit(pixel * channels + c, place * channels + c);
        });
    }

    private static void Visit(Window window, int groups, Shape input, Shape result, Action<int, int, int> visit)
    {
        var (channels, filters) = (input[^1], result[^1]);
        var (inGroup, outGroup) = (channels / groups, filters / groups);
        VisitPixels(window, input, result, (pixel, tap, place) =>
        {
            for (var f = 0; f < filters; f++)
            {
                for (var c = 0; c < inGroup; c++)
                    visit(pixel * channels + f / outGroup * inGroup + c, (tap * inGroup + c) * filters + f, place * filters + f);
            }
        });
    }

    // Flat numbers of the input's pixel, the tap and the place, channels left out; places outermost, taps in order.
    private static void VisitPixels(Window window, Shape input, Shape result, Action<int, int, int> visit)
    {
        var spatial = window.Axes.Length;
        var places = new Shape(result.AsSpan()[..^1]);
        var taps = new Shape([.. window.Axes.Select(axis => axis.Size)]);
        var (place, tap) = (new int[spatial + 1], new int[spatial]);
        for (var p = 0; p < places.Size; p++)
        {
            ReferenceLayout.Unravel(p, places, place);
            for (var t = 0; t < taps.Size; t++)
            {
                ReferenceLayout.Unravel(t, taps, tap);
                var (pixel, inside) = (place[0], true);
                for (var i = 0; i < spatial; i++)
                {
                    var axis = window.Axes[i];
                    var at = place[i + 1] * axis.Stride - axis.Low + tap[i] * axis.Dilation;
                    inside &= at >= 0 && at < input[i + 1];
                    pixel = pixel * input[i + 1] + at;
                }
                if (inside)
                    visit(pixel, t, p);
            }
        }
    }
}
