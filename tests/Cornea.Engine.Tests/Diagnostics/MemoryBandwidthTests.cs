using Cornea.Diagnostics;
using Shouldly;

namespace Cornea.Tests.Diagnostics;

public sealed class MemoryBandwidthTests
{
    [Fact]
    public void The_bandwidth_of_this_machine_is_a_positive_number() => MemoryBandwidth.Measure(2).ShouldBeGreaterThan(0);

    [Fact]
    public void No_thread_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => MemoryBandwidth.Measure(0));
}
