using Shouldly;

namespace Cornea.Tests;

public sealed class AliveTests
{
    [Fact]
    public void The_test_project_runs() => typeof(object).Name.ShouldBe("Object");
}
