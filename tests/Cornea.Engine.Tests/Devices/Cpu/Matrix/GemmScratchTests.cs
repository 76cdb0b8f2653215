using Cornea.Devices.Cpu.Matrix;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Matrix;

/// <summary>Memory that kernels share while they run.</summary>
public sealed unsafe class GemmScratchTests
{
    [Fact]
    public void It_takes_memory_when_it_is_first_used_and_then_for_the_most_that_was_required()
    {
        var scratch = new GemmScratch(2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var megabytes = 1; megabytes <= 8; megabytes++)
            scratch.Require(megabytes << 20, megabytes << 16);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 16);
        scratch.Bytes.ShouldBeGreaterThanOrEqualTo((8 << 20) + (2 * (8 << 16)));

        new Span<byte>(scratch.Shared, 8 << 20).Fill(1);
        new Span<byte>(scratch.Worker(0), 8 << 16).Fill(2);
        new Span<byte>(scratch.Worker(1), 8 << 16).Fill(3);
        new Span<byte>(scratch.Shared, 8 << 20).ContainsAnyExcept((byte)1).ShouldBeFalse();
        new Span<byte>(scratch.Worker(0), 8 << 16).ContainsAnyExcept((byte)2).ShouldBeFalse();
        ((nint)scratch.Shared % 64).ShouldBe(0);
        ((nint)scratch.Worker(1) % 64).ShouldBe(0);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeInRange(9 << 20, 10 << 20);
    }

    [Fact]
    public void Once_made_it_stays_until_more_is_required()
    {
        var scratch = new GemmScratch(1);
        scratch.Require(1000, 0);
        var first = (nint)scratch.Shared;
        scratch.Require(500, 0);
        ((nint)scratch.Shared).ShouldBe(first);
        scratch.Require(100_000, 0);
        new Span<byte>(scratch.Shared, 100_000).Clear();
    }
}
