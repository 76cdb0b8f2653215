using Shouldly;

namespace Cornea.Tests.Layers;

public sealed class TextVectorizationTests
{
    [Fact]
    public void Texts_become_padded_rows_of_numbers()
    {
        var vectorize = new TextVectorization(5000, outputSequenceLength: 4);
        vectorize.Adapt(["foo bar", "bar baz", "baz bada boom"]);
        vectorize.Vocabulary.ShouldBe(["", "[UNK]", "baz", "bar", "foo", "boom", "bada"]);
        vectorize.Apply(["foo qux bar", "qux baz"]).ToArray<int>().ShouldBe([4, 1, 3, 0, 1, 2, 0, 0]);
        vectorize.Apply(["bar bar bar bar bar"]).ToArray<int>().ShouldBe([3, 3, 3, 3]);
    }

    [Fact]
    public void Texts_are_standardized_split_and_joined_as_asked()
    {
        new TextVectorization().Tokens("  It's\tFINE, isn't\nit?  ").ShouldBe(["its", "fine", "isnt", "it"]);
        new TextVectorization(standardize: TextStandardization.None).Tokens("A, b").ShouldBe(["A,", "b"]);
        new TextVectorization(standardize: TextStandardization.Lower).Tokens("ÄB!").ShouldBe(["Äb!"]);
        new TextVectorization(split: TextSplit.Character).Tokens("a\U0001F600").ShouldBe(["a", "\U0001F600"]);
        new TextVectorization(split: TextSplit.None).Tokens("New York").ShouldBe(["new york"]);
        new TextVectorization(ngrams: [1, 2]).Tokens("a b c").ShouldBe(["a", "b", "c", "a b", "b c"]);
    }

    [Fact]
    public void Texts_become_counts_over_the_vocabulary()
    {
        var vectorize = new TextVectorization(vocabulary: ["earth", "wind", "fire"], outputMode: CategoryOutput.Count);
        vectorize.Vocabulary.ShouldBe(["[UNK]", "earth", "wind", "fire"]);
        vectorize.Apply(["fire and fire", "wind"]).ToArray().ShouldBe([1, 0, 0, 2, 0, 0, 1, 0]);
        Should.Throw<InvalidOperationException>(() => new TextVectorization().Apply(["a"])).Message.ShouldContain("Adapt");
    }
}
