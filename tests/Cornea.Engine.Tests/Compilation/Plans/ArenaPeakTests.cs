using Shouldly;

namespace Cornea.Tests.Compilation.Plans;

/// <summary>What a profiled plan says of its arena.</summary>
public sealed class ArenaPeakTests
{
    [Fact]
    public void A_profiled_plan_says_what_is_held_while_most_is()
    {
        // x^2 and (x^2)^2, two matrices of 32 x 32 floats of 4 bytes, are needed at once; their product lies in the output.
        var x = Tensor.Input([32, 32]);
        var square = Tensor.MatMul(x, x);
        var function = new CompiledFunction(
            [x], [Tensor.MatMul(Tensor.MatMul(square, square), square)], options: new CompileOptions { Profile = true, Threads = 1 });
        function.Run();
        var text = function.ToString();
        text.ShouldContain("most is held at kernel 1, MatMul: 8,192 bytes\n");
        text.ShouldContain("4,096 B  1 x float32 (32, 32) of MatMul, kernels 0..2\n");
        text.ShouldContain("4,096 B  1 x float32 (32, 32) of MatMul, kernels 1..2\n");
    }

    [Fact]
    public void A_plan_that_was_not_profiled_lists_its_kernels_alone()
    {
        var x = Tensor.Input([4, 4]);
        new CompiledFunction([x], [Tensor.MatMul(Tensor.MatMul(x, x), x)]).ToString().ShouldNotContain("most is held");
    }
}
