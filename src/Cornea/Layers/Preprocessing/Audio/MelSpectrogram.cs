namespace Cornea.Layers;

/// <summary>How loud each pitch of a sound is over time, on the mel scale of hearing. Keras: <c>keras.layers.MelSpectrogram</c>.</summary>
/// <remarks>
/// (batch, samples) becomes (batch, mel bins, frames); frames are centred, the sound is mirrored at its ends. Magnitudes to the
/// power <see cref="MagExp"/> are summed under triangles that are even on the scale 1127 ln(1 + f / 700), then converted to decibels.
/// Source: Keras, <c>layers/preprocessing/mel_spectrogram.py</c>.
/// </remarks>
public sealed class MelSpectrogram : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="fftLength">Samples of the transform.</param>
    /// <param name="sequenceStride">Samples from one frame to the next.</param>
    /// <param name="sequenceLength">Samples of a frame, at most those of the transform; as many where null.</param>
    /// <param name="window">How the ends of frames are faded.</param>
    /// <param name="samplingRate">Samples a second.</param>
    /// <param name="numMelBins">How many pitches.</param>
    /// <param name="minFreq">The lowest, in hertz.</param>
    /// <param name="maxFreq">The highest, in hertz; half the sampling rate where null.</param>
    /// <param name="powerToDb">Whether to convert powers to decibels.</param>
    /// <param name="topDb">How far below the loudest value of the batch values are cut off, in decibels.</param>
    /// <param name="magExp">The power of magnitudes: 1 or 2.</param>
    /// <param name="minPower">What smaller powers count as.</param>
    /// <param name="refPower">The power of 0 decibels.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public MelSpectrogram(
        int fftLength = 2048, int sequenceStride = 512, int? sequenceLength = null, WindowFunction window = WindowFunction.Hann,
        int samplingRate = 16000, int numMelBins = 128, double minFreq = 20, double? maxFreq = null, bool powerToDb = true,
        double topDb = 80, double magExp = 2, double minPower = 1e-10, double refPower = 1, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        FftLength = Require.Positive(fftLength, "MelSpectrogram", nameof(fftLength));
        SequenceStride = Require.Positive(sequenceStride, "MelSpectrogram", nameof(sequenceStride));
        SequenceLength = Require.Positive(sequenceLength ?? fftLength, "MelSpectrogram", nameof(sequenceLength));
        if (SequenceLength > fftLength)
        {
            throw new ArgumentException(
                $"MelSpectrogram expects frames of at most {fftLength} samples, but received {SequenceLength}. Raise fftLength.");
        }
        SamplingRate = Require.Positive(samplingRate, "MelSpectrogram", nameof(samplingRate));
        NumMelBins = Require.Positive(numMelBins, "MelSpectrogram", nameof(numMelBins));
        (Window, MinFreq, MaxFreq, PowerToDb) = (window, minFreq, maxFreq ?? samplingRate / 2, powerToDb);
        (TopDb, MagExp, MinPower, RefPower) = (topDb, magExp, minPower, refPower);
    }

    /// <summary>Samples of the transform.</summary>
    public int FftLength { get; }

    /// <summary>Samples from one frame to the next.</summary>
    public int SequenceStride { get; }

    /// <summary>Samples of a frame.</summary>
    public int SequenceLength { get; }

    /// <summary>How the ends of frames are faded.</summary>
    public WindowFunction Window { get; }

    /// <summary>Samples a second.</summary>
    public int SamplingRate { get; }

    /// <summary>How many pitches.</summary>
    public int NumMelBins { get; }

    /// <summary>The lowest pitch, in hertz.</summary>
    public double MinFreq { get; }

    /// <summary>The highest pitch, in hertz.</summary>
    public double MaxFreq { get; }

    /// <summary>Whether powers are converted to decibels.</summary>
    public bool PowerToDb { get; }

    /// <summary>How far below the loudest value values are cut off, in decibels.</summary>
    public double TopDb { get; }

    /// <summary>The power of magnitudes.</summary>
    public double MagExp { get; }

    /// <summary>What smaller powers count as.</summary>
    public double MinPower { get; }

    /// <summary>The power of 0 decibels.</summary>
    public double RefPower { get; }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (x.Rank != 2)
            throw new ShapeException($"{this} expects sounds (batch, samples), but received shape {x.Shape}. Reshape them.");
        var around = Tensor.From(PixelReading.Around(x.Shape[1], FftLength / 2, FftLength / 2, FillMode.Mirror));
        var signal = x.Gather(around, 1).ExpandDims(2);
        // The window in the middle of the transform.
        var window = new double[FftLength];
        FourierKernels.Window(Window, SequenceLength, true).CopyTo(window, (FftLength - SequenceLength) / 2);
        var isLarge = SignalScale.IsLarge(signal);
        var scale = SignalScale.Of(isLarge, signal.DType);
        signal *= scale;
        var real = Tensor.Convolution(signal, FourierKernels.Make(false, window, FftLength), [SequenceStride]);
        var imaginary = Tensor.Convolution(signal, FourierKernels.Make(true, window, FftLength), [SequenceStride]);
        var power = real.Square() + imaginary.Square();
        // Silence has strength 0 and no gradient, although the root's slope is infinite there.
        var silent = power.EqualTo(0);
        var strength = MagExp == 2 ? power : Tensor.Where(silent, 0, Tensor.Where(silent, 1, power).Sqrt().Power(MagExp));
        var mel = Tensor.MatMul(strength, Triangles());
        if (PowerToDb)
        {
            var decibels = Tensor.Maximum(mel, Tensor.Where(isLarge, SignalScale.LeastPower, MinPower).Cast(mel.DType))
                .Log() * (10 / Math.Log(10)) - 10 * Math.Log10(Math.Max(Math.Abs(RefPower), MinPower));
            decibels += Tensor.Where(isLarge, -10 * MagExp * SignalScale.Exponent * Math.Log10(2), 0.0).Cast(mel.DType);
            mel = Tensor.Maximum(decibels, decibels.Max() - TopDb);
        }
        else
        {
            // The whole power of a scale may vanish.
            var half = scale.Power(MagExp / 2);
            mel = mel / half / half;
        }
        return mel.SwapAxes(1, 2).Cast(DTypePolicy.FloatDType);
    }

    // What each frequency adds to each pitch: [frequencies, mel bins]. The constant part of the signal has none.
    private Tensor Triangles()
    {
        var frequencies = FftLength / 2 + 1;
        var weights = new float[frequencies, NumMelBins];
        var (low, high) = (Mel(MinFreq), Mel(MaxFreq));
        var step = (high - low) / (NumMelBins + 1);
        for (var f = 1; f < frequencies; f++)
        {
            var pitch = Mel(SamplingRate / 2.0 * f / (frequencies - 1));
            for (var bin = 0; bin < NumMelBins; bin++)
                weights[f, bin] = (float)Math.Max(0, 1 - Math.Abs(pitch - (low + (bin + 1) * step)) / step);
        }
        return Tensor.From(weights);
    }

    private static double Mel(double hertz) => 1127 * Math.Log(1 + hertz / 700);
}
