using System.Runtime.CompilerServices;
using Cornea.Compilation.Scheduling;
using Shouldly;

namespace Cornea.Tests.Compilation.Scheduling;

/// <summary>Constants that plans share.</summary>
public sealed class SharedConstantsTests
{
    private const int Length = 100_003; // prime, so that samples of it do not fall on the last element

    [Fact]
    public void Constants_with_the_same_bytes_have_one_memory()
    {
        var (first, second) = (Numbers(1), Numbers(1));
        SharedConstants.Of(first).ShouldBeSameAs(first);
        SharedConstants.Of(second).ShouldBeSameAs(first);
        SharedConstants.Of(first).ShouldBeSameAs(first);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(77)]
    [InlineData(Length - 1)]
    public void Constants_that_differ_in_one_number_do_not(int index)
    {
        var (first, second) = (Numbers(2 + index), Numbers(2 + index));
        second.Span<float>()[index] = -0f;
        SharedConstants.Of(first).ShouldBeSameAs(first);
        SharedConstants.Of(second).ShouldBeSameAs(second);
    }

    [Fact]
    public void Constants_of_another_shape_or_type_do_not()
    {
        var first = SharedConstants.Of(new HostMemory(new TensorType(new Shape(64, 32), DType.Float32)));
        SharedConstants.Of(new HostMemory(new TensorType(new Shape(32, 64), DType.Float32))).ShouldNotBeSameAs(first);
        SharedConstants.Of(new HostMemory(new TensorType(new Shape(64, 32), DType.Int32))).ShouldNotBeSameAs(first);
        GC.KeepAlive(first);
    }

    [Fact]
    public void A_constant_that_nobody_reads_is_let_go()
    {
        var gone = Keep();
        GC.Collect();
        gone.TryGetTarget(out _).ShouldBeFalse();
    }

    [Fact]
    public void Frozen_functions_of_the_same_weights_keep_their_values_when_these_change()
    {
        var weights = new Variable(new Tensor(Numbers(9)).Reshape(new Shape(Length, 1)));
        var x = Tensor.Input([2, Length]);
        CompiledFunction Frozen() => new([x], [Tensor.MatMul(x, weights.Value)], null, new() { Threads = 1, Frozen = true });
        var samples = Tensor.Ones([2, Length]);
        var (first, second) = (Frozen(), Frozen());
        weights.Assign(weights.ToTensor() * 2);
        var changed = Frozen();
        var sums = first.Call(samples)[0].ToArray();
        second.Call(samples)[0].ToArray().ShouldBe(sums);
        changed.Call(samples)[0].ToArray().ShouldBe([.. sums.Select(sum => 2 * sum)]);
        first.Call(samples)[0].ToArray().ShouldBe(sums);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<HostMemory> Keep() => new(SharedConstants.Of(Numbers(3)));

    private static HostMemory Numbers(int first)
    {
        var memory = new HostMemory(new TensorType(new Shape(Length), DType.Float32));
        for (var i = 0; i < Length; i++)
            memory.Span<float>()[i] = first + i;
        return memory;
    }
}
