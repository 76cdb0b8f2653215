using System.Runtime.InteropServices;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Passes;

/// <summary>Kernels read what is kept in 16 bits as it is: the same bits as those of float32 copies, in half the memory.</summary>
public sealed class ShortOperandsTests
{
    private static readonly CompileOptions Unfused = new() { Fuse = false };

    public static TheoryData<DType> Shorts => [DType.BFloat16, DType.Float16];

    // Rows, columns and terms around the sizes of tiles, panels and blocks; both operands plain and transposed; batches.
    [Theory]
    [MemberData(nameof(Shorts))]
    public void Products_of_any_shape_and_layout_have_the_bits_of_those_of_copies(DType dtype)
    {
        (int Batch, int Rows, int Depth, int Columns)[] sizes =
            [(1, 1, 40, 700), (1, 5, 3, 2), (1, 300, 70, 96), (1, 33, 5000, 17), (1, 700, 520, 130), (3, 20, 65, 31), (40, 64, 33, 64)];
        foreach (var (batch, rows, depth, columns) in sizes)
        {
            for (var layout = 0; layout < 4; layout++)
            {
                var a = Values(dtype, layout % 2 == 0 ? [batch, rows, depth] : [batch, depth, rows], 1);
                var b = Values(dtype, layout < 2 ? [batch, depth, columns] : [batch, columns, depth], 2);
                var product = Tensor.MatMul(
                    layout % 2 == 0 ? a : a.Transpose(0, 2, 1), layout < 2 ? b : b.Transpose(0, 2, 1));
                SameBits([product, product.ToFloat32().Sum(1)], $"{batch}x{rows}x{depth}x{columns}, layout {layout}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shorts))]
    public void Convolutions_and_their_gradients_have_the_bits_of_those_of_copies(DType dtype)
    {
        // Winograd's, direct, with steps, dilated, without padding, of few channels, to few filters, 1x1, in groups.
        (int Size, int Channels, int Filters, int Taps, int Stride, int Dilation, int Groups, bool Same)[] cases =
        [
            (17, 32, 48, 3, 1, 1, 1, true), (13, 16, 80, 3, 1, 1, 1, false), (19, 3, 20, 7, 2, 1, 1, true), (14, 24, 40, 3, 2, 1, 1, true),
            (11, 12, 33, 5, 1, 2, 1, true), (12, 64, 64, 1, 1, 1, 1, true), (9, 16, 2, 3, 1, 1, 1, true), (10, 32, 1, 3, 1, 1, 1, true),
            (12, 24, 24, 3, 1, 1, 24, true), (12, 24, 48, 3, 1, 1, 4, true),
        ];
        foreach (var (size, channels, filters, taps, stride, dilation, groups, same) in cases)
        {
            var x = Values(dtype, [3, size, size + 3, channels], 3);
            var w = Values(dtype, [taps, taps, channels / groups, filters], 4);
            var y = Tensor.Convolution(
                x, w, strides: [stride, stride], padding: same ? Padding.Same : Padding.Valid, dilation: [dilation, dilation],
                groups: groups);
            var loss = (y.Relu().ToFloat32() * Values(DType.Float32, [.. y.Shape], 5)).Sum();
            SameBits([y, .. Gradients.Of(loss, [x, w])], $"{size}x{channels} to {filters} by {taps}");
        }
    }

    [Theory]
    [MemberData(nameof(Shorts))]
    public void Poolings_have_the_bits_of_those_of_copies(DType dtype)
    {
        foreach (var (taps, stride) in (ReadOnlySpan<(int, int)>)[(2, 2), (3, 2), (3, 3)])
        {
            var x = Values(dtype, [3, 13, 12, 20], 6);
            var y = x.Relu().MaxPool([taps, taps], [stride, stride]);
            var loss = (y.ToFloat32() * Values(DType.Float32, [.. y.Shape], 7)).Sum();
            SameBits([y, .. Gradients.Of(loss, [x])], $"{taps} by {stride}");
        }
    }

    [Fact]
    public void A_layer_keeps_16_bits_for_the_backward_pass()
    {
        // What is kept of eight layers is their results; beside them stand the few values of one layer.
        long Arena(DType dtype)
        {
            var x = Tensor.Input([2048, 128]);
            Variable[] weights = [.. Enumerable.Range(0, 8).Select(i => new Variable(Values(DType.Float32, [128, 128], i), $"w{i}"))];
            Tensor h = x.Cast(dtype);
            foreach (var weight in weights)
                h = Tensor.MatMul(h, weight.Value.Cast(dtype)).Tanh();
            var loss = h.ToFloat32().Square().Sum();
            var gradients = Gradients.Of(loss, [.. weights.Select(weight => weight.Value)]);
            var updates = weights.Zip(gradients, (weight, gradient) => new Update(weight, weight.Value - gradient * 0.01));
            return new CompiledFunction([x], [loss], [.. updates], new CompileOptions()).ArenaBytes;
        }
        var wide = Arena(DType.Float32);
        Arena(DType.BFloat16).ShouldBeLessThan(wide * 2 / 3);
        Arena(DType.Float16).ShouldBeLessThan(wide * 2 / 3);
    }

    [Fact]
    public void Rows_of_a_rounded_table_are_gathered_before_they_are_rounded()
    {
        var table = new Variable(Values(DType.Float32, [1000, 64], 8), "table");
        var rows = Tensor.From([3, 999, 3, 0, 12, 7], [2, 3]);
        var function = new CompiledFunction([], [table.Value.Cast(DType.BFloat16).Gather(rows)], options: new CompileOptions());
        function.ArenaBytes.ShouldBeLessThan(1000 * 64 * 2);
        function.Run();
        var values = table.ToTensor().ToArray();
        function.Output<BFloat16>(0).ToArray().ShouldBe(
            [.. rows.ToArray<int>().SelectMany(row => values.Skip(row * 64).Take(64).Select(value => (BFloat16)value))]);
    }

    private static Tensor Values(DType dtype, int[] shape, int seed)
    {
        var values = new float[new Shape(shape).Size];
        var random = new System.Random(seed);
        for (var i = 0; i < values.Length; i++)
            values[i] = random.NextSingle() * 2 - 1;
        return Tensor.From(values, shape).Cast(dtype).Compute();
    }

    private static void SameBits(Tensor[] outputs, string what)
    {
        var expected = Run(outputs, Unfused);
        foreach (var threads in (ReadOnlySpan<int>)[1, 2])
        {
            var found = Run(outputs, new CompileOptions { Threads = threads });
            for (var i = 0; i < outputs.Length; i++)
                found[i].AsSpan().SequenceEqual(expected[i]).ShouldBeTrue($"{what}: output {i} with {threads} worker(s)");
        }
    }

    private static byte[][] Run(Tensor[] outputs, CompileOptions options)
    {
        var function = new CompiledFunction([], outputs, options: options);
        function.Run();
        return [.. outputs.Select((output, i) => output.DType switch
        {
            DType.BFloat16 => MemoryMarshal.AsBytes(function.Output<BFloat16>(i)).ToArray(),
            DType.Float16 => MemoryMarshal.AsBytes(function.Output<Half>(i)).ToArray(),
            _ => MemoryMarshal.AsBytes(function.Output<float>(i)).ToArray(),
        })];
    }
}
