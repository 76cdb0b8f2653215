using Shouldly;

namespace Cornea.Tests.Layers;

public sealed class SpectrogramTests
{
    [Fact]
    public void Frames_are_transformed_as_the_definition_says()
    {
        var signal = RandomKey.From(1).Normal([2, 20, 1]).Compute();
        var samples = signal.ToArray3D<double>();
        Tensor both =
            new STFTSpectrogram(SpectrogramMode.Stft, 8, 4, 8, WindowFunction.Hann, scaling: SpectrogramScaling.Spectrum).Apply(signal);
        both.Shape.ShouldBe(new Shape(2, 4, 10));
        var values = both.ToArray3D<double>();
        var window = Enumerable.Range(0, 8).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / 7)).ToArray();
        for (var f = 0; f < 5; f++)
        {
            double real = 0, imaginary = 0;
            for (var t = 0; t < 8; t++)
            {
                real += samples[1, 8 + t, 0] * window[t] / window.Sum() * Math.Cos(2 * Math.PI * t * f / 8);
                imaginary -= samples[1, 8 + t, 0] * window[t] / window.Sum() * Math.Sin(2 * Math.PI * t * f / 8);
            }
            values[1, 2, f].ShouldBe(real, 1e-5);
            values[1, 2, 5 + f].ShouldBe(imaginary, 1e-5);
        }
    }

    [Fact]
    public void Shapes_and_weights_are_those_of_Keras()
    {
        var layer = new STFTSpectrogram(frameLength: 256, frameStep: 128, fftLength: 512);
        layer.ComputeOutputShape([Shape.Unknown, 160000, 1])[0].ShouldBe(new Shape(Shape.Unknown, 1249, 257));
        layer.Weights.Select(weight => weight.Name).ShouldBe(["real_kernel", "imag_kernel"]);
        new STFTSpectrogram(frameLength: 256, fftLength: 512, padding: Padding.Same).ComputeOutputShape([Shape.Unknown, 160000, 2])[0]
            .ShouldBe(new Shape(Shape.Unknown, 1250, 514));
        new STFTSpectrogram(frameLength: 256, fftLength: 512, padding: Padding.Same,
            expandDims: true).ComputeOutputShape([Shape.Unknown, 160000, 3])[0]
            .ShouldBe(new Shape(Shape.Unknown, 1250, 257, 3));
        new MelSpectrogram(2048, 256, samplingRate: 8000, numMelBins: 64).ComputeOutputShape([Shape.Unknown, 16000])[0]
            .ShouldBe(new Shape(Shape.Unknown, 64, 63));
    }

    [Fact]
    public void A_tone_shows_at_its_frequency_and_pitch()
    {
        const int Rate = 4000;
        var time = Tensor.Arange(0, 4000) / Rate;
        var tones = Tensor.Stack([(time * (2 * Math.PI * 500)).Sin(), (time * (2 * Math.PI * 1000)).Sin()]);
        Tensor magnitude =
            new STFTSpectrogram(SpectrogramMode.Magnitude, 256, scaling: SpectrogramScaling.Spectrum).Apply(tones.ExpandDims(2));
        magnitude.ArgMax()[Slice.All, 3].ToArray<int>().ShouldBe([32, 64]);
        magnitude[0, 3, 32].Item().ShouldBe(0.5f, 1e-3f);
        Tensor mel = new MelSpectrogram(256, 64, samplingRate: Rate, numMelBins: 40, minFreq: 0).Apply(tones);
        double Mel(double hertz) => 1127 * Math.Log(1 + hertz / 700);
        var bins = mel.ArgMax(1)[Slice.All, 20].ToArray<int>();
        for (var i = 0; i < 2; i++)
            bins[i].ShouldBe((int)Math.Round(Mel(500 * (i + 1)) / Mel(2000) * 41) - 1, $"tone {i}");
        (mel.Max() - mel.Min()).Item().ShouldBeLessThanOrEqualTo(80.001f);
    }
}
