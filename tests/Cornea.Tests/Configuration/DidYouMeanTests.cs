using Shouldly;

namespace Cornea.Tests.Configuration;

public sealed class DidYouMeanTests
{
    private static readonly string[] Commands = ["train", "eval", "predict", "summary", "convert"];

    [Theory]
    [InlineData("trian", "train")]
    [InlineData("TRAIN", "train")]
    [InlineData("sumary", "summary")]
    [InlineData("predicts", "predict")]
    [InlineData("covnert", "convert")]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData("bench", null)]
    [InlineData("evolve", null)]
    [InlineData(" train ", "train")]
    public void The_nearest_word_is_suggested_when_it_is_near(string word, string? suggestion) =>
        DidYouMean.Suggest(word, Commands).ShouldBe(suggestion);

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("same", "same", 0)]
    public void Distances_count_single_slips(string a, string b, int distance)
    {
        DidYouMean.Distance(a, b).ShouldBe(distance);
        DidYouMean.Distance(b, a).ShouldBe(distance);
    }
}
