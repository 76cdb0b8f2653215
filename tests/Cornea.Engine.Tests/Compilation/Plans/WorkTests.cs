using Cornea.Compilation;
using Cornea.Compilation.Kernels;
using Cornea.Compilation.Scheduling;
using Cornea.Devices;
using Shouldly;

namespace Cornea.Tests.Compilation.Plans;

/// <summary>Operations and bytes of kernels, counted by hand.</summary>
public sealed class WorkTests
{
    private static readonly CompileOptions OneThread = new() { Threads = 1 };

    [Fact]
    public void A_product_is_two_for_each_term_and_its_epilogue_one_for_each_step()
    {
        var x = Tensor.Input([3, 4]);
        var weights = new Variable(Tensor.Ones([4, 5]));
        Work([x], Tensor.MatMul(x, weights.Value)).ShouldBe((2 * 3 * 5 * 4, 2 * 3 * 5 * 4));
        Work([x], Tensor.Maximum(Tensor.MatMul(x, weights.Value), 0)).ShouldBe((2 * 3 * 5 * 4, 2 * 3 * 5 * 4 + 3 * 5));
        new CompiledFunction([x], [Tensor.MatMul(x, weights.Value)]).ProductOperations.ShouldBe(120);
    }

    [Fact]
    public void A_batch_of_products_is_counted_whole()
    {
        var (a, b) = (Tensor.Input([7, 3, 4]), Tensor.Input([7, 4, 5]));
        Work([a, b], Tensor.MatMul(a, b)).ShouldBe((7 * 2 * 3 * 5 * 4, 7 * 2 * 3 * 5 * 4));
    }

    [Theory]
    [InlineData(1, 2 * 6 * 5 * 8 * 12)] // 2 samples, 6 positions, 5 taps of 8 channels, 12 filters
    [InlineData(4, 2 * 6 * 5 * 2 * 12)] // each filter sees the 2 channels of its group
    public void A_one_dimensional_convolution_is_two_for_each_tap_channel_and_filter(int groups, int eachSample)
    {
        var x = Tensor.Input([2, 10, 8]);
        var kernel = new Variable(Tensor.Ones([5, 8 / groups, 12]));
        Work([x], Tensor.Convolution(x, kernel.Value, groups: groups)).Products.ShouldBe(2 * eachSample);
    }

    [Fact]
    public void A_depthwise_convolution_is_two_for_each_tap_and_channel()
    {
        var x = Tensor.Input([2, 6, 7, 16]);
        var kernel = new Variable(Tensor.Ones([3, 3, 16, 1]));
        // 4 x 5 positions of 2 images, 9 taps, 16 channels.
        Work([x], Tensor.DepthwiseConvolution(x, kernel.Value)).Products.ShouldBe(2 * 2 * 4 * 5 * 9 * 16);
    }

    [Fact]
    public void The_gradient_by_a_kernel_is_as_much_as_the_convolution()
    {
        var x = Tensor.Input([2, 8, 8, 4]);
        var kernel = new Variable(Tensor.Ones([3, 3, 4, 8]));
        var loss = Tensor.Convolution(x, kernel.Value).Square().Sum();
        var gradient = Gradients.Of(loss, [kernel.Value])[0];
        Work([x], gradient).Products.ShouldBe(2 * (2 * 2 * 6 * 6 * 9 * 4 * 8));
    }

    [Fact]
    public void The_products_of_a_recurrence_are_counted_for_every_step()
    {
        var x = Tensor.Input([5, 4, 8]);
        var weights = new Variable(Tensor.Ones([8, 8]));
        var y = Scan.Run([Tensor.Zeros([4, 8])], [x], (carries, inputs) =>
        {
            var next = (Tensor.MatMul(carries[0], weights.Value) + inputs[0]).Tanh();
            return ([next], [next]);
        }).Outputs[0];
        var (products, work) = Work([x], y);
        products.ShouldBe(5 * 2 * 4 * 8 * 8);
        work.ShouldBe(products + 5 * 4 * 8 * 2); // an addition and a hyperbolic tangent
    }

    [Fact]
    public void Slices_of_a_batch_are_counted_together()
    {
        var x = Tensor.Input([24, 8, 8, 2]);
        var kernel = new Variable(Tensor.Ones([3, 3, 2, 5]));
        var y = Tensor.Maximum(Tensor.Convolution(x, kernel.Value).MaxPool([2, 2]), 0);
        var specs = Specs([x], y, OneThread with { Frozen = true });
        specs.ShouldContain(spec => spec.Name == "BatchSlices");
        specs.Sum(spec => spec.Products).ShouldBe(24 * 2 * 6 * 6 * 9 * 2 * 5);
        specs.Sum(spec => spec.Work).ShouldBeGreaterThan(specs.Sum(spec => spec.Products));
    }

    [Fact]
    public void An_elementwise_kernel_is_one_for_each_step_of_an_element_and_moves_each_value_once()
    {
        var (x, y) = (Tensor.Input([6, 10]), Tensor.Input([10]));
        var spec = Specs([x, y], (x + y).Exp() * x, OneThread).ShouldHaveSingleItem();
        spec.Work.ShouldBe(3 * 60);
        spec.Products.ShouldBe(0);
        spec.Bytes.ShouldBe(4 * (60 + 10 + 60)); // the row that is repeated is read once
    }

    [Fact]
    public void A_sum_is_one_for_each_element()
    {
        var x = Tensor.Input([6, 10]);
        var spec = Specs([x], x.Sum(0), OneThread).ShouldHaveSingleItem();
        spec.Work.ShouldBe(60);
        spec.Bytes.ShouldBe(4 * (60 + 10));
    }

    [Fact]
    public void Rows_that_are_not_chosen_are_not_counted()
    {
        var (table, rows) = (new Variable(Tensor.Ones([1000, 8])), Tensor.Input([3], DType.Int32));
        var spec = Specs([rows], table.Value.Gather(rows), OneThread).ShouldHaveSingleItem();
        spec.Work.ShouldBe(0);
        spec.Bytes.ShouldBe(4 * (3 * 8 + 3 + 3 * 8)); // the rows, their numbers, and the rows written
    }

    [Fact]
    public void The_roofline_is_the_longer_of_computing_and_moving()
    {
        var (a, b) = (Tensor.Input([8, 8]), Tensor.Input([8, 8]));
        var spec = Specs([a, b], Tensor.MatMul(a, b), OneThread).ShouldHaveSingleItem();
        new Roofline(1024, 1e9).Seconds(spec).ShouldBe(1); // 2 * 8 * 8 * 8 operations
        new Roofline(1e9, 768).Seconds(spec).ShouldBe(1); // three matrices of 256 bytes
    }

    [Fact]
    public void A_profiled_plan_says_the_share_of_the_roofline()
    {
        var x = Tensor.Input([64, 64]);
        var function = new CompiledFunction([x], [Tensor.MatMul(x, x)], options: OneThread with { Profile = true });
        function.Call(Tensor.Ones([64, 64]));
        var lines = function.ToString().Split('\n');
        lines[0].ShouldContain("0.524 MFLOP, 0.524 in products");
        lines[1].ShouldStartWith("peak ");
        lines[2].ShouldMatch(@"GF/s +[\d.]+ GB/s +\d+ %");
    }

    private static (double Products, double Work) Work(Tensor[] inputs, Tensor output)
    {
        var specs = Specs(inputs, output, OneThread);
        return (specs.Sum(spec => spec.Products), specs.Sum(spec => spec.Work));
    }

    private static IReadOnlyList<KernelSpec> Specs(Tensor[] inputs, Tensor output, CompileOptions options) => Compiler.Compile(
        new GraphEnds(
            [.. inputs.Select(input => (input, BufferView.Whole(new BufferSlot(input.Type, "input") { IsKept = true })))],
            [(output, new BufferSlot(output.Type, "output") { IsKept = true })], []),
        options).Specs;
}
