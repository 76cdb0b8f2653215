#:project ../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false

// Lesson 4: convolution in one dimension.
//
//   dotnet run lessons/04-convolution-1d.cs [-- --quick] [-- --html 04.html]

using Cornea;

using var page = Notebook.Open(args, "Convolution in one dimension");

page.Text("""
    A convolution slides a short row of weights, the kernel, along a longer row of numbers. At each position it multiplies what lies
    under the kernel by the weights and adds up. The same weights are used everywhere: that is the whole idea.
    """);

page.Heading("By hand");
var signal = Tensor.From([1f, 2f, 0f, 3f, 1f]);
var kernel = Tensor.From([1f, 0f, -1f]);
page.Text($"signal {signal}, kernel {kernel}");
page.Text("""
    In mathematics the kernel is flipped first, so the weights meet the signal as -1, 0, 1. At the first position where the
    kernel fits wholly: -1 * 1 + 0 * 2 + 1 * 0 = -1.
    """);
foreach (var mode in new[] { ConvolveMode.Full, ConvolveMode.Same, ConvolveMode.Valid })
{
    var result = Signal.Convolve(signal, kernel, mode);
    page.Text($"{mode,-5}: {result}   length {result.Size}");
}
page.Text("""
    Full counts every position where kernel and signal touch (n + k - 1 of them), valid only those where the kernel lies inside
    (n - k + 1), same as many as the signal has.
    """);
page.Text($"""
    Neural networks do not turn the kernel around. What they call convolution is correlation:
    {Signal.Correlate(signal, kernel)}. For weights that are learned it makes no difference which way round they are stored.
    """);

page.Heading("Smoothing");
var time = Tensor.Arange(120).ToFloat32() / 120f;
var wave = (time * (2 * MathF.PI * 2)).Sin();
var noisy = wave + RandomKey.From(3).Normal([120], standardDeviation: 0.35);
page.Text("A kernel of equal weights that add up to 1 is a moving mean. It takes noise away, and sharpness with it.");
var smooth = Signal.Convolve(noisy, Tensor.Ones([9]) / 9f, ConvolveMode.Same);
Show.Plot(new LinePlot("a noisy wave, and its moving mean over 9 positions",
    [new PlotSeries("noisy", Numbers(noisy)), new PlotSeries("smoothed", Numbers(smooth)),
    new PlotSeries("the wave behind it", Numbers(wave))]));
page.Text($"mean squared distance from the wave: noisy {Distance(noisy):F3}, smoothed {Distance(smooth):F3}");

page.Heading("Finding edges");
page.Text("The kernel (1, -1) takes the difference of adjacent values: nothing where the signal is flat, a peak where it jumps.");
var steps = Tensor.Concat([Tensor.Zeros([20]), Tensor.Ones([20]), Tensor.Full([20], 0.4)]);
Show.Plot(new LinePlot("steps, and where they are",
    [new PlotSeries("signal", Numbers(steps)),
    new PlotSeries("difference", Numbers(Signal.Convolve(steps, Tensor.From([1f, -1f]), ConvolveMode.Same)))]));

page.Heading("The layer");
page.Text("Conv1D does this to a batch of sequences with many kernels at once. Here with one kernel that we choose ourselves:");
var layer = new Conv1D(filters: 1, kernelSize: 3, useBias: false);
layer.BuildFor([[1, 5, 1]]);
layer.SetWeights([kernel.Reshape(3, 1, 1)]);
Tensor y = layer.Apply(signal.Reshape(1, 5, 1));
page.Text($"input (batch, steps, channels) = (1, 5, 1), output {y.Shape}: {y.Flatten()}");
page.Text("The next lesson does the same to pictures.");

double Distance(Tensor x) => (x - wave)[10..^10].Square().Mean().Item();
static double[] Numbers(Tensor x) => x.ToArray<double>();
