using System.Text;
using Cornea.Formats.Hdf5;
using Shouldly;

namespace Cornea.Tests.Formats.Hdf5;

/// <summary>The checksums of the format, by values that are published or worked out by hand.</summary>
public sealed class Hdf5ChecksumTests
{
    // Bob Jenkins's own examples for lookup3 (driver5 of lookup3.c).
    [Theory]
    [InlineData("", 0xDEADBEEFu)]
    [InlineData("Four score and seven years ago", 0x17770551u)]
    public void Lookup3_has_its_authors_values(string text, uint expected) => Lookup3.Compute(Encoding.ASCII.GetBytes(text))
        .ShouldBe(expected);

    // Words 0x6162 and 0x6364 for "abcd": first sum 0xC4C6, second 0x6162 + 0xC4C6 = 0x12628, which is 0x2629 modulo 65535. For "abcde" the
    // last word is 0x6500: first sum 0x129C6, or 0x29C7; second 0x2629 + 0x29C7 (taken modulo 65535 throughout) = 0x4FF0.
    [Theory]
    [InlineData("", 0u)]
    [InlineData("abcd", 0x2629C4C6u)]
    [InlineData("abcde", 0x4FF029C7u)]
    public void Fletcher32_is_the_sum_by_hand(string text, uint expected) => Fletcher32.Compute(Encoding.ASCII.GetBytes(text))
        .ShouldBe(expected);

    [Fact]
    public void Names_are_ordered_by_their_bytes()
    {
        string[] names = ["Z", "a", "aa", "a1", "ä", "\uFFFD", "😀", ""];
        names.Order(Utf8Order.Instance)
            .ShouldBe(names.OrderBy(name => Convert.ToHexString(Encoding.UTF8.GetBytes(name)), StringComparer.Ordinal));
    }
}
