using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Fourier transforms and windows.</summary>
internal static class SignalOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("DFT", 17, "axis inverse onesided", Transform),
        OperatorEntry.Of("STFT", 17, "onesided", ShortTime),
        Window("HannWindow", 0.5, 0.5, 0),
        Window("HammingWindow", 25 / 46.0, 21 / 46.0, 0),
        Window("BlackmanWindow", 0.42, 0.5, 0.08),
        OperatorEntry.Of("MelWeightMatrix", 17, "output_datatype", MelWeights),
    ];

    private static Tensor Transform(OperatorCall call)
    {
        var x = call[0];
        var named = call.Opset < 20 ? call.Int("axis", 1) : call.Optional(2) is null ? -2 : call.KnownInt(2, "the axis");
        var axis = call.Axis(named, x.Rank);
        if (axis == x.Rank - 1 || x.Shape[^1] is not (1 or 2))
            throw call.Fault($"numbers and their parts on the last axis are needed, but {x.Shape} came with axis {axis}", "axis");
        var (inverse, half) = (call.Int("inverse", 0) == 1, call.Int("onesided", 0) == 1);
        var real = x.Narrow(-1, 0, 1).Squeeze(-1).MoveAxis(axis, -1);
        var imaginary = x.Shape[^1] == 2 ? x.Narrow(-1, 1, 1).Squeeze(-1).MoveAxis(axis, -1) : Tensor.Zeros(real.Shape, real.DType);
        var length = call.Optional(1) is not null ? call.KnownInt(1, "the length of the transform")
            : inverse && half ? 2 * (real.Shape[^1] - 1) : real.Shape[^1];
        if (length < 1)
            throw call.Fault($"the length of the transform is {length}");
        ShapeOperators.Made(call, [.. real.Shape.ToArray()[..^1], length]);
        if (inverse && half)
            return Ops.Irfft(real, imaginary, length).Cast(x.DType).MoveAxis(-1, axis).ExpandDims(-1);
        (real, imaginary) = (Fitted(real, length), Fitted(imaginary, length));
        // The inverse is the transform of the conjugate numbers, conjugate and divided by their count.
        var (re, im) = Ops.Fft(real, inverse ? -imaginary : imaginary);
        if (inverse)
            (re, im) = (re / length, -im / length);
        if (half)
            (re, im) = (re.Narrow(-1, 0, length / 2 + 1), im.Narrow(-1, 0, length / 2 + 1));
        return Tensor.Stack([re.MoveAxis(-1, axis), im.MoveAxis(-1, axis)], -1).Cast(x.DType);
    }

    // Cut off or filled with zeros.
    private static Tensor Fitted(Tensor x, int length)
    {
        if (x.Shape[^1] >= length)
            return x.Narrow(-1, 0, length);
        var more = new int[x.Rank];
        more[^1] = length - x.Shape[^1];
        return x.Pad(new int[x.Rank], more);
    }

    private static Tensor ShortTime(OperatorCall call)
    {
        var (x, step) = (call[0].Rank == 2 ? call[0].ExpandDims(-1) : call[0], call.KnownInt(1, "the step of the frames"));
        var window = call.Optional(2);
        var length = call.Optional(3) is not null ? call.KnownInt(3, "the length of the frames") : window?.Shape[0] ?? x.Shape[1];
        if (x.Rank != 3 || x.Shape[2] is not (1 or 2) || step < 1 || length < 1 || length > x.Shape[1]
            || (window is not null && window.Shape != new Shape(length)))
        {
            throw call.Fault($"frames of {length} by {step} do not fit {call[0].Shape} and the window {window?.Shape}");
        }
        var frames = (x.Shape[1] - length) / step + 1;
        ShapeOperators.Made(call, [x.Shape[0], frames, length]);
        var places = Tensor.Arange(frames).ExpandDims(1) * step + Tensor.Arange(length);
        Tensor Framed(int part)
        {
            var framed = x.Narrow(-1, part, 1).Squeeze(-1).Gather(places, 1);
            return window is null ? framed : framed * window.Cast(x.DType);
        }
        var real = Framed(0);
        var (re, im) = Ops.Fft(real, x.Shape[2] == 2 ? Framed(1) : Tensor.Zeros(real.Shape, real.DType));
        if (call.Int("onesided", 1) == 1)
            (re, im) = (re.Narrow(-1, 0, length / 2 + 1), im.Narrow(-1, 0, length / 2 + 1));
        return Tensor.Stack([re, im], -1).Cast(x.DType);
    }

    private static OperatorEntry Window(string name, double mean, double first, double second) =>
        OperatorEntry.Of(name, 17, "output_datatype periodic", call =>
        {
            var count = call.KnownInt(0, "the length of the window");
            ShapeOperators.Made(call, [count]);
            double turns = 2 * Math.PI / Math.Max(1, call.Int("periodic", 1) == 1 ? count : count - 1);
            return Tensor.From(Enumerable.Range(0, count)
                .Select(i => mean - first * Math.Cos(turns * i) + second * Math.Cos(2 * turns * i)).ToArray()).Cast(Type(call));
        });

    private static DType Type(OperatorCall call) => ((OnnxDataType)call.Int("output_datatype", 1)).Kept()
        ?? throw call.Fault("the type is none of numbers", "output_datatype");

    private static Tensor MelWeights(OperatorCall call)
    {
        var (bands, length) = (call.KnownInt(0, "the number of bands"), call.KnownInt(1, "the length of the transform"));
        var rate = call.KnownInt(2, "the sample rate");
        var (low, high) = (Mel(call.Known(3, "the lower edge").Item()), Mel(call.Known(4, "the upper edge").Item()));
        if (bands < 1 || length < 1 || rate < 1)
            throw call.Fault($"{bands} bands of a transform of {length} at {rate} samples a second are none");
        var bins = length / 2 + 1;
        ShapeOperators.Made(call, [bins, bands]);
        var edges = Enumerable.Range(0, bands + 2).Select(i =>
            (int)Math.Floor((length + 1) * 700 * (Math.Pow(10, (low + i * (high - low) / (bands + 2)) / 2595) - 1) / rate)).ToArray();
        if (edges.Any(edge => edge < 0 || edge >= bins))
            throw call.Fault($"bands between {low} and {high} mel lie beyond the {bins} frequencies");
        var weights = new float[bins * bands];
        for (var band = 0; band < bands; band++)
        {
            var (from, middle, to) = (edges[band], edges[band + 1], edges[band + 2]);
            for (var bin = from; bin <= middle; bin++)
                weights[bin * bands + band] = middle == from ? 1 : (float)(bin - from) / (middle - from);
            for (var bin = middle; bin < to; bin++)
                weights[bin * bands + band] = (float)(to - bin) / (to - middle);
        }
        return Tensor.From(weights, [bins, bands]).Cast(Type(call));
    }

    private static double Mel(double frequency) => 2595 * Math.Log10(1 + frequency / 700);
}
