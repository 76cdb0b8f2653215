using System.Diagnostics;
using System.Globalization;
using Cornea.Diagnostics;

namespace Cornea.Bench;

/// <summary>
/// Each convolution and dense layer of a workload's model alone, in three directions. A layer's time is the shortest of the runs of
/// half a second: what the kernel can do, not what a busy machine leaves of it. All directions are counted with the operations of the
/// direct forward pass, so a kernel with fewer multiplications may show more than the peak.
/// </summary>
internal static class LayersCommand
{
    private const double Seconds = 0.5;

    public static int Run(Arguments arguments)
    {
        var model = arguments.Workload.Model(arguments.Seed) as Sequential
            ?? throw new UsageException($"layers needs a chain of layers, which {arguments.Workload.Name} is not. Take another workload.");
        var peak = FmaPeak.Measure(arguments.Threads);
        Say($"{arguments.Workload.Name}, batch {arguments.Batch}, {Machine.Processor}, {arguments.Threads} "
            + $"threads, {Machine.VectorBits}-bit vectors, peak {peak:F0} GF/s");
        Say($"{"layer",-24}{"forward, bias, ReLU",24}{"input gradient",24}{"kernel gradient",24}");
        var shape = model.SampleShape!.Insert(0, arguments.Batch);
        var isFirst = true;
        foreach (var layer in model.Layers)
        {
            var next = layer.ComputeOutputShape(shape)[0];
            if (Kernel(layer, shape) is { } kernel)
            {
                var x = Tensor.Input(shape);
                var y = layer is Conv2D convolution ? Tensor.Convolution(x, kernel, padding: convolution.Padding)
                    : Tensor.MatMul(x, kernel);
                var gradient = Tensor.Input(y.Shape);
                var gradients = Gradients.Of(y, [x, kernel], gradient);
                var work = 2.0 * y.Shape.Size * kernel.Shape.Size / kernel.Shape[^1];
                var forward = Rate([x, kernel], (y + 0.5f).Relu(), work, peak, arguments);
                var byInput = isFirst ? "" : Rate([gradient, kernel], gradients[0], work, peak, arguments);
                var byKernel = Rate([x, gradient], gradients[1], work, peak, arguments);
                Say($"{$"{string.Join("x", shape[1..])} to {next[^1]}",-24}{forward,24}{byInput,24}{byKernel,24}");
                isFirst = false;
            }
            shape = next;
        }
        return 0;
    }

    private static Tensor? Kernel(Layer layer, Shape shape) => layer switch
    {
        Conv2D convolution => Tensor.Input([.. convolution.KernelSize, shape[^1], convolution.Filters]),
        Dense dense => Tensor.Input([shape[^1], dense.Units]),
        _ => null,
    };

    private static string Rate(Tensor[] inputs, Tensor output, double work, double peak, Arguments arguments)
    {
        var function =
            new CompiledFunction(inputs, [output], null, new CompileOptions { Threads = arguments.Threads, Profile = arguments.Plan });
        var random = new Random(1);
        for (var i = 0; i < inputs.Length; i++)
        {
            foreach (ref var value in function.Input<float>(i))
                value = random.NextSingle() - 0.5f;
        }
        var least = double.PositiveInfinity;
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds;)
        {
            var begin = Stopwatch.GetTimestamp();
            function.Run();
            least = Math.Min(least, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        if (arguments.Plan)
            Console.Out.Write(function);
        var rate = work / least * 1e-9;
        return string.Create(CultureInfo.InvariantCulture, $"{rate:F0} GF/s, {100 * rate / peak:F0} %");
    }

    private static void Say(string line) => Console.Out.WriteLine(line);
}
