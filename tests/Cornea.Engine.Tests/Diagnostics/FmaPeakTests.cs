using Cornea.Diagnostics;
using Shouldly;

namespace Cornea.Tests.Diagnostics;

public sealed class FmaPeakTests
{
    [Fact]
    public void The_peak_of_this_machine_is_a_positive_number() => FmaPeak.Measure(1).ShouldBeGreaterThan(0);

    [Fact]
    public void No_thread_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => FmaPeak.Measure(0));
}
