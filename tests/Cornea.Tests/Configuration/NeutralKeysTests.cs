using Shouldly;

namespace Cornea.Tests.Configuration;

public sealed class NeutralKeysTests
{
    [Fact]
    public void Every_class_that_has_such_a_key_is_one_that_the_registry_knows()
    {
        foreach (var (kind, keys) in NeutralKeys.All)
        {
            foreach (var key in keys.Where(key => key.Class != "*"))
            {
                Registry.TryGet(kind, key.Class, out _).ShouldBeTrue(key.Class);
            }
        }
    }
}
