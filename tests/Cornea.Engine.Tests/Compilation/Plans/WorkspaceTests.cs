using Shouldly;

namespace Cornea.Tests.Compilation.Plans;

/// <summary>Functions that share memory.</summary>
public sealed class WorkspaceTests
{
    [Fact]
    public void Functions_that_share_memory_need_as_much_as_the_largest()
    {
        var options = new CompileOptions { Workspace = new Workspace(), Threads = 1 };
        var x = Tensor.Input([64, 64]);
        var large = new CompiledFunction([x], [Tensor.MatMul(Tensor.MatMul(x, x), Tensor.MatMul(x, x + 1))], options: options);
        var bytes = options.Workspace.Bytes;
        var small = new CompiledFunction([x], [Tensor.MatMul(Tensor.MatMul(x, x), x)], options: options);
        bytes.ShouldBeGreaterThanOrEqualTo(large.ArenaBytes);
        options.Workspace.Bytes.ShouldBe(bytes);
        var eye = Tensor.Eye(64);
        for (var i = 0; i < 3; i++)
        {
            large.Call(eye)[0].ToArray()[0].ShouldBe(2f);
            small.Call(eye * 2)[0].ToArray()[0].ShouldBe(8f);
        }
    }

    [Fact]
    public void Those_compiled_before_it_grew_keep_what_they_had()
    {
        var options = new CompileOptions { Workspace = new Workspace() };
        var x = Tensor.Input([32, 32]);
        var small = new CompiledFunction([x], [Tensor.MatMul(Tensor.MatMul(x, x), x)], options: options);
        var large = new CompiledFunction([x], [Tensor.MatMul(Tensor.MatMul(x, x), Tensor.MatMul(x, x + 1))], options: options);
        small.Call(Tensor.Eye(32) * 2)[0].ToArray()[0].ShouldBe(8f);
        large.Call(Tensor.Eye(32))[0].ToArray()[0].ShouldBe(2f);
        small.Call(Tensor.Eye(32) * 2)[0].ToArray()[0].ShouldBe(8f);
    }

    [Fact]
    public void A_recurrence_inside_has_memory_of_its_own()
    {
        var options = new CompileOptions { Workspace = new Workspace() };
        var (x, weights) = (Tensor.Input([5, 4, 8]), Tensor.From([.. Enumerable.Range(0, 64).Select(i => i * 0.01f - 0.3f)], [8, 8]));
        Tensor Scanned() => Scan.Run([Tensor.Zeros([4, 8])], [x * 2], (carries, inputs) =>
        {
            var next = (Tensor.MatMul(carries[0], weights) + Tensor.MatMul(inputs[0].Sigmoid(), weights)).Tanh();
            return ([next], [next * next]);
        }).Outputs[0];
        var y = Scanned();
        var values = Tensor.From([.. Enumerable.Range(0, 160).Select(i => (float)Math.Sin(i))], [5, 4, 8]);
        var apart = new CompiledFunction([x], [y.Sum(0) + y.Max(0)]).Call(values)[0].ToArray();
        new CompiledFunction([x], [y.Sum(0) + y.Max(0)], options: options).Call(values)[0].ToArray().ShouldBe(apart);
    }
}
