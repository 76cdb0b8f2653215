using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu;

/// <summary>Vectors of 512 bits give the bits of those of 256: sums are cut by shapes alone, whatever the processor.</summary>
public sealed class VectorWidthTests
{
    private const string AskedFor = "CORNEA_TEST_BITS";

    [Fact]
    public async Task Narrower_vectors_give_the_same_bits()
    {
        var bits = Bits().ToArray();
        if (Environment.GetEnvironmentVariable(AskedFor) is { } place)
        {
            await File.WriteAllLinesAsync(place, bits, TestContext.Current.CancellationToken);
            return;
        }
        var file = Path.Combine(Path.GetTempPath(), $"cornea-bits-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo("dotnet",
            [typeof(VectorWidthTests).Assembly.Location, "--filter-class", typeof(VectorWidthTests).FullName!])
        {
            RedirectStandardOutput = true,
        };
        // The runner's own settings are not for the other process.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment[AskedFor] = file;
        start.Environment["DOTNET_EnableAVX512"] = "0";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, output);
        try
        {
            (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).ShouldBe(bits);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Filters and columns that fill no vector, one of 256 bits, or one of 512.
    private static IEnumerable<string> Bits()
    {
        foreach (var (queries, keys, depth) in ((int, int, int)[])[(60, 50, 20), (500, 140, 8), (130, 600, 32)])
        {
            yield return Line($"attention {queries} x {keys} x {depth}", [4, queries, depth], [4, keys, depth],
                (x, k) => Tensor.MatMul(Tensor.MatMul(x, k.SwapAxes(1, 2)).Softmax(), k));
        }
        foreach (var filters in (int[])[1, 4, 8, 12, 16, 20, 33])
        {
            foreach (var channels in (int[])[1, 2, 3, 8, 16])
            {
                foreach (var (batch, side, stride) in ((int, int, int)[])[(64, 8, 1), (64, 16, 1), (128, 16, 2), (8, 28, 2)])
                {
                    yield return Line($"convolution {channels} to {filters}, {batch} x {side}, stride {stride}",
                        [batch, side, side, channels], [3, 3, channels, filters],
                        (x, k) => Tensor.Convolution(x, k, [stride], Padding.Same));
                }
                yield return Line($"convolution of lines {channels} to {filters}", [32, 60, channels], [5, channels, filters],
                    (x, k) => Tensor.Convolution(x, k));
                yield return Line($"groups {channels} to {filters}", [16, 12, 12, 4 * channels], [3, 3, channels, 4 * filters],
                    (x, k) => Tensor.Convolution(x, k, groups: 4));
            }
            yield return Line($"depthwise {filters}", [32, 14, 14, filters], [3, 3, 1, filters],
                (x, k) => Tensor.Convolution(x, k, padding: Padding.Same, groups: filters));
            foreach (var depth in (int[])[1, 7, 100, 1500])
            {
                yield return Line($"product {depth} to {filters}", [100, depth], [depth, filters], Tensor.MatMul);
                yield return Line($"row by {depth} x {filters}", [1, depth], [depth, filters], Tensor.MatMul);
                yield return Line($"sums of {depth} x {filters}", [depth, filters], [filters],
                    (x, k) => (x * k).Sum(0) + (x * k).Mean(1).Sum());
                yield return Line($"softmax of {depth} x {filters}", [depth, filters], [filters], (x, k) => (x * k).Softmax());
            }
        }
    }

    private static string Line(string name, Shape x, Shape kernel, Func<Tensor, Tensor, Tensor> function)
    {
        var (image, weights) = (Values(x, 1), Values(kernel, 2));
        var y = function(image, weights);
        var gradients = Gradients.Of((y * y).Sum(), [image, weights]);
        return $"{name}: {Hash(y)} {Hash(gradients[0])} {Hash(gradients[1])}";
    }

    private static Tensor Values(Shape shape, int seed)
    {
        var random = new System.Random(seed);
        return Tensor.From(Enumerable.Range(0, shape.Size).Select(_ => random.NextSingle() - 0.5f).ToArray(), shape);
    }

    private static string Hash(Tensor tensor) =>
        Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(tensor.ToArray())))[..12];
}
