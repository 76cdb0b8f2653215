using Shouldly;

namespace Cornea.Tests.Layers;

/// <summary>Bins as Keras's documentation gives them, and fingerprints of texts of all lengths.</summary>
public sealed class HashingTests
{
    private static readonly string[] Letters = ["A", "B", "C", "D", "E"];

    [Fact]
    public void Bins_are_those_of_Keras()
    {
        new Hashing(3).Apply(Letters).ToArray<int>().ShouldBe([1, 0, 1, 1, 2]);
        new Hashing(3, maskValue: "").Apply((string[])["A", "B", "", "C", "D"]).ToArray<int>().ShouldBe([1, 1, 0, 2, 2]);
        new Hashing(3, salt: (133, 137)).Apply(Letters).ToArray<int>().ShouldBe([1, 2, 1, 0, 2]);
        new Hashing(3, salt: (133, 133)).Apply(Letters).ToArray<int>().ShouldBe([0, 0, 2, 1, 0]);
        new Hashing(3).Apply((int[])[0, 1, 2, 3, 4]).ToArray<int>().ShouldBe([1, 0, 1, 0, 2]);
        new Hashing(3, salt: (133, 137)).Apply(Tensor.Arange(5)).ToArray<int>().ShouldBe([1, 1, 2, 0, 1]);
        new Hashing(2, salt: (211, 137)).Apply((string[])["omar", "stringer", "marlo", "wire", "skywalker"]).ToArray<int>()
            .ShouldBe([1, 0, 1, 0, 1]);
        new Hashing(3, outputMode: CategoryOutput.Count).Apply(Tensor.Arange(5).Reshape(1, 5)).ToArray().ShouldBe([2, 2, 1]);
    }

    /// <summary>Fingerprints computed apart from FarmHash's definition, modulo the largest int32.</summary>
    [Theory]
    [InlineData(0, 1699943623)]
    [InlineData(1, 573988685)]
    [InlineData(3, 33902536)]
    [InlineData(4, 2055690424)]
    [InlineData(7, 1956731723)]
    [InlineData(8, 1585610902)]
    [InlineData(16, 1216762203)]
    [InlineData(17, 518838079)]
    [InlineData(32, 1960850733)]
    [InlineData(33, 256928828)]
    [InlineData(64, 594168785)]
    [InlineData(65, 1055946324)]
    [InlineData(100, 1710588)]
    [InlineData(128, 448085328)]
    [InlineData(129, 558308457)]
    [InlineData(256, 2092437737)]
    public void Texts_of_every_length_have_their_fingerprint(int length, int bin)
    {
        var text = string.Concat(Enumerable.Repeat("the quick brown fox jumps over ", 9))[..length];
        new Hashing(int.MaxValue).Apply((string[])[text]).Item<int>().ShouldBe(bin);
    }

    [Fact]
    public void Combinations_have_the_bins_of_Keras()
    {
        CategoryColumn[] columns = [(string[])["A", "B", "A", "B", "A"], (int[])[101, 101, 101, 102, 102]];
        new HashedCrossing(5).Apply(columns).ToArray<int>().ShouldBe([1, 4, 1, 1, 3]);
        new HashedCrossing(5, CategoryOutput.OneHot).Apply(columns).ArgMax().ToArray<int>().ShouldBe([1, 4, 1, 1, 3]);
        Should.Throw<ArgumentException>(() => new HashedCrossing(5).Apply(columns[0])).Message.ShouldContain("two or more");
    }

    // Numbers of every length of text, both signs, and the ends of their type: the hash is that of the text.
    [Theory]
    [InlineData(null)]
    [InlineData(133L)]
    public void Numbers_inside_a_model_have_the_hash_of_their_text(long? salt)
    {
        List<long> numbers = [0, long.MinValue, long.MaxValue];
        for (long power = 1, count = 0; count < 19; power *= 10, count++)
        {
            numbers.AddRange([power, -power, power - 1, 1 - power, power / 7 * 3, -(power / 9 * 5)]);
        }
        var x = Tensor.From([.. numbers]);
        var key = unchecked((ulong)(salt ?? 0));
        var found = (salt is null ? NumberHash.Fingerprint(x) : NumberHash.Keyed(x, key, key)).ToArray<long>();
        foreach (var (i, number) in numbers.Index())
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
            unchecked((ulong)found[i]).ShouldBe(salt is null ? FarmHash.Fingerprint(bytes) : SipHash.Hash(bytes, key, key), $"{number}");
        }
        NumberHash.Modulo(Tensor.From([-1L, long.MinValue, 7]), 10).ToArray<long>().ShouldBe([5, 8, 7]); // 2^64 - 1, 2^63
    }
}
