using System.Numerics;

namespace Cornea.Layers;

/// <summary>The frequencies of a signal over time: a short-time Fourier transform whose kernels may be trained. Keras:
/// <c>keras.layers.STFTSpectrogram</c>.</summary>
/// <remarks>
/// (batch, time, channels) becomes (batch, frames, channels · frequencies), or (batch, frames, frequencies, channels) with
/// <see cref="ExpandDims"/>. Weights: real_kernel, imag_kernel, each (frame length, 1, frequencies), as the mode needs them.
/// Source: Keras, <c>layers/preprocessing/stft_spectrogram.py</c>.
/// </remarks>
public sealed class STFTSpectrogram : Layer
{
    private Variable? _real;
    private Variable? _imaginary;

    /// <summary>Initializes the layer.</summary>
    /// <param name="mode">What is shown of each frequency.</param>
    /// <param name="frameLength">Samples of a frame.</param>
    /// <param name="frameStep">Samples from one frame to the next; half a frame where null.</param>
    /// <param name="fftLength">Samples of the transform, at least those of a frame; the next power of two where null.</param>
    /// <param name="window">How the ends of frames are faded.</param>
    /// <param name="periodic">Whether the window repeats without a seam.</param>
    /// <param name="scaling">What spectra are divided by.</param>
    /// <param name="padding">Valid: frames lie inside the signal. Same: a frame starts at every step.</param>
    /// <param name="expandDims">Whether frequencies get an axis of their own.</param>
    /// <param name="dataFormat">Data format, which also says whether the result is (batch, channels · frequencies, frames).</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public STFTSpectrogram(
        SpectrogramMode mode = SpectrogramMode.Log, int frameLength = 256, int? frameStep = null, int? fftLength = null,
        WindowFunction window = WindowFunction.Hann, bool periodic = false, SpectrogramScaling scaling = SpectrogramScaling.Density,
        Padding padding = Padding.Valid, bool expandDims = false, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Mode = mode;
        FrameLength = Require.Positive(frameLength, "STFTSpectrogram", nameof(frameLength));
        FrameStep = Require.Positive(frameStep ?? Math.Max(1, frameLength / 2), "STFTSpectrogram", nameof(frameStep));
        FftLength = fftLength ?? (int)BitOperations.RoundUpToPowerOf2((uint)frameLength);
        if (FrameStep > frameLength || FftLength < frameLength)
        {
            throw new ArgumentException(
                $"STFTSpectrogram expects a step up to the frame length and a transform at least as long, but received {FrameStep}, " +
                $"{frameLength} and {FftLength}.");
        }
        (Window, Periodic, Scaling, Padding, ExpandDims, DataFormat) = (window, periodic, scaling, padding, expandDims, dataFormat);
    }

    /// <summary>What is shown of each frequency.</summary>
    public SpectrogramMode Mode { get; }

    /// <summary>Samples of a frame.</summary>
    public int FrameLength { get; }

    /// <summary>Samples from one frame to the next.</summary>
    public int FrameStep { get; }

    /// <summary>Samples of the transform.</summary>
    public int FftLength { get; }

    /// <summary>How the ends of frames are faded.</summary>
    public WindowFunction Window { get; }

    /// <summary>Whether the window repeats without a seam.</summary>
    public bool Periodic { get; }

    /// <summary>What spectra are divided by.</summary>
    public SpectrogramScaling Scaling { get; }

    /// <summary>Valid or Same.</summary>
    public Padding Padding { get; }

    /// <summary>Whether frequencies get an axis of their own.</summary>
    public bool ExpandDims { get; }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var shape = new Shape(FrameLength, 1, FftLength / 2 + 1);
        if (Mode != SpectrogramMode.Imaginary)
            _real = AddWeight("real_kernel", shape, new STFTInitializer(FourierPart.Real, Window, Scaling, Periodic));
        if (Mode != SpectrogramMode.Real)
            _imaginary = AddWeight("imag_kernel", shape, new STFTInitializer(FourierPart.Imaginary, Window, Scaling, Periodic));
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (x.Rank != 3)
            throw new ShapeException($"{this} expects signals (batch, time, channels), but received shape {x.Shape}. Reshape them.");
        // Each channel as a signal of its own: [batch, channels, time] to [batch · channels, time, 1]
        var lines = DataFormat == DataFormat.ChannelsLast ? x.MoveAxis(2, 1) : x;
        var (batch, channels) = (lines.Shape[0], lines.Shape[1]);
        var flat = lines.Reshape(new Shape(batch * channels, lines.Shape[2], 1));
        Tensor Part(Variable kernel) => Spectrum(flat, kernel);
        Tensor Spectrum(Tensor signals, Variable kernel)
        {
            var spectrum = Tensor.Convolution(signals, context.Read(kernel), [FrameStep], Padding);
            return spectrum.Reshape(new Shape(batch, channels, spectrum.Shape[1], spectrum.Shape[2]));
        }
        Tensor Strength()
        {
            var isLarge = SignalScale.IsLarge(flat);
            var scale = SignalScale.Of(isLarge, flat.DType);
            var scaled = flat * scale;
            var shape = new Shape(batch, channels, 1, 1);
            return Power(
                Spectrum(scaled, _real!).Square() + Spectrum(scaled, _imaginary!).Square(), isLarge.Reshape(shape), scale.Reshape(shape));
        }
        // [batch, channels, frames, frequencies]
        var shown = Mode switch
        {
            SpectrogramMode.Real => Part(_real!),
            SpectrogramMode.Imaginary => Part(_imaginary!),
            SpectrogramMode.Angle => Tensor.Atan2(Part(_imaginary!), Part(_real!)),
            SpectrogramMode.Stft => Tensor.Concat([Part(_real!), Part(_imaginary!)], 3),
            _ => Strength(),
        };
        if (DataFormat == DataFormat.ChannelsFirst)
            return ExpandDims ? shown : shown.MoveAxis(3, 2).Reshape(new Shape(batch, channels * shown.Shape[3], shown.Shape[2]));
        return ExpandDims
            ? shown.MoveAxis(1, 3)
            : shown.MoveAxis(1, 2).Reshape(new Shape(batch, shown.Shape[2], channels * shown.Shape[3]));
    }

    // The power is that of signals times a scale, of which the square may vanish.
    private Tensor Power(Tensor power, Tensor isLarge, Tensor scale)
    {
        if (Mode == SpectrogramMode.Psd)
        {
            power = power / scale / scale;
            return power + power.Narrow(3, 1, power.Shape[3] - 2).Pad([0, 0, 0, 1], [0, 0, 0, 1]);
        }
        var least = Tensor.Where(isLarge, SignalScale.LeastPower, 1e-7).Cast(power.DType);
        var magnitude = Tensor.Maximum(power, least).Sqrt() / scale;
        return Mode == SpectrogramMode.Magnitude ? magnitude : Tensor.Maximum(magnitude, 1e-7).Log();
    }
}
