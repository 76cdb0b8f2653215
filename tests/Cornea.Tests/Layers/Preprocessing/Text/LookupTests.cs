using Shouldly;

namespace Cornea.Tests.Layers;

public sealed class LookupTests
{
    [Fact]
    public void The_most_frequent_words_come_first_and_ties_in_descending_order()
    {
        var lookup = new StringLookup();
        lookup.Adapt([["a", "c", "d"], ["d", "z", "b"]]);
        lookup.Vocabulary.ShouldBe(["[UNK]", "d", "z", "c", "b", "a"]);
        lookup.Apply(["a", "c", "d", "m"]).ToArray<long>().ShouldBe([5, 3, 1, 0]);
        lookup.Apply([["a", "z"], ["m", "d"]]).Shape.ShouldBe(new Shape(2, 2));
        lookup.Words(Tensor.From([1, 0, 5, 9])).ShouldBe(["d", "[UNK]", "a", "[UNK]"]);
    }

    [Fact]
    public void Masks_and_several_unknown_indices_shift_the_vocabulary()
    {
        new StringLookup(maskToken: "", vocabulary: ["x", "y"]).Apply(["", "x", "?", "y"]).ToArray<int>().ShouldBe([0, 2, 1, 3]);
        var spread = new StringLookup(oovIndices: 2, vocabulary: ["x"]);
        spread.Apply(["omar", "stringer", "marlo", "wire", "x"]).ToArray<int>().ShouldBe([0, 0, 1, 0, 2]);
        new StringLookup(vocabulary: ["[UNK]", "x"]).Apply(["x"]).Item<int>().ShouldBe(1);
        Should.Throw<KeyNotFoundException>(() => new StringLookup(oovIndices: 0, vocabulary: ["x"]).Apply(["q"])).Message.ShouldContain(
            "'q'");
        Should.Throw<InvalidOperationException>(() => new StringLookup().Apply(["q"])).Message.ShouldContain("Adapt");
        Should.Throw<ArgumentException>(() => new StringLookup(vocabulary: ["x", "x"])).Message.ShouldContain("twice");
    }

    [Fact]
    public void Integers_without_an_index_for_unknown_ones_have_none()
    {
        var x = Tensor.From([30L, 10, 99], [3, 1]);
        ((Tensor)new IntegerLookup(numOovIndices: 0, vocabulary: [10, 20, 30]).Apply(x)).ToArray<long>().ShouldBe([2, 0, -1]);
        ((Tensor)new IntegerLookup(numOovIndices: 0, vocabulary: [10, 20, 30], outputMode: CategoryOutput.OneHot).Apply(x)).ToArray()
            .ShouldBe([0, 0, 1, 1, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public void Rows_hold_ones_counts_or_weighted_counts()
    {
        string[] words = ["a", "b", "c"];
        string[][] documents = [["a", "a", "q"], ["c", "b", "c"]];
        new StringLookup(vocabulary: words, outputMode: CategoryOutput.MultiHot).Apply(documents).ToArray()
            .ShouldBe([1, 1, 0, 0, 0, 0, 1, 1]);
        new StringLookup(5, vocabulary: words, outputMode: CategoryOutput.Count, padToMaxTokens: true).Apply(documents).ToArray()
            .ShouldBe([1, 2, 0, 0, 0, 0, 0, 1, 2, 0]);
        // The weight of unknown words is the mean of the others.
        new StringLookup(vocabulary: words, idfWeights: [0.25, 0.5, 0.75], outputMode: CategoryOutput.TfIdf).Apply(documents).ToArray()
            .ShouldBe([0.5f, 0.5f, 0, 0, 0, 0, 0.5f, 1.5f]);
        var learned = new StringLookup(outputMode: CategoryOutput.TfIdf);
        learned.Adapt(documents);
        learned.IdfWeights![1].ShouldBe(Math.Log(1 + 2.0 / 2), 1e-12);
    }

    [Fact]
    public void Whole_numbers_are_found_inside_a_model()
    {
        var lookup = new IntegerLookup(vocabulary: [12, 36, 1138, 42]);
        ((Tensor)lookup.Apply(Tensor.From(new[,] { { 12, 1138, 42 }, { 42, 1000, 36 } }))).ToArray<int>().ShouldBe([1, 3, 4, 4, 0, 2]);
        var learned = new IntegerLookup();
        learned.Adapt(Tensor.From(new[,] { { 12, 1138, 42 }, { 42, 1000, 36 } }));
        learned.Vocabulary.ShouldBe([-1, 42, 1138, 1000, 36, 12]);
        lookup.Numbers(Tensor.From([1, 3, 0, 4, 9, -1])).ToArray<long>().ShouldBe([12, 1138, -1, 42, -1, -1]);
        var masked = new IntegerLookup(numOovIndices: 2, maskToken: 0, vocabulary: [12, 36]);
        ((Tensor)masked.Apply(Tensor.From([0, 12, 36, 7, 8]))).ToArray<int>().ShouldBe([0, 3, 4, 2, 1]);
        var rows = new IntegerLookup(maskToken: 0, vocabulary: [12, 36], outputMode: CategoryOutput.Count);
        ((Tensor)rows.Apply(Tensor.From(new[,] { { 12, 12, 0 }, { 5, 36, 0 } }))).ToArray().ShouldBe([0, 2, 0, 1, 0, 1]);
        var many = new IntegerLookup(vocabulary: [.. Enumerable.Range(0, 1000).Select(i => 7L * (i * 37 % 1000))]);
        ((Tensor)many.Apply(Tensor.From([0, 7 * 37, 7 * 74, 6993, -7, 7000, 8]))).ToArray<int>()
            .ShouldBe([1, 2, 3, 1 + Enumerable.Range(0, 1000).First(i => i * 37 % 1000 == 999), 0, 0, 0]);
    }

    [Fact]
    public void Bins_are_learned_from_quantiles()
    {
        var layer = new Discretization(4);
        layer.Adapt(Tensor.From(new[,] { { -1.5f, 1, 3.4f, 0.5f }, { 0, 3, 1.3f, 0 } }));
        ((Tensor)layer.Apply(Tensor.From(new[,] { { -1.5f, 1, 3.4f, 0.5f }, { 0, 3, 1.3f, 0 } }))).ToArray<int>()
            .ShouldBe([0, 2, 3, 2, 1, 3, 3, 1]);
        var fine = new Discretization(10);
        var data = RandomKey.From(1).Uniform([5000]);
        fine.Adapt(data);
        fine.BinBoundaries!.Count.ShouldBe(9);
        ((Tensor)fine.Apply(data)).ToArray<int>().GroupBy(bin => bin).ShouldAllBe(bin => Math.Abs(bin.Count() - 500) < 110);
        Should.Throw<InvalidOperationException>(() => new Discretization(3).Apply(data)).Message.ShouldContain("Adapt");
    }
}
