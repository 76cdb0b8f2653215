using Shouldly;

namespace Cornea.Tests.Data;

public sealed class PadSequencesTests
{
    private static readonly Tensor Long = Tensor.From([1, 2, 3, 4, 5, 6], [3, 2]);
    private static readonly Tensor Short = Tensor.From([7, 8], [1, 2]);

    [Fact]
    public void Sequences_of_vectors_are_padded_before_or_after()
    {
        var before = PadSequences.Pad([Long, Short], value: -1);
        before.Shape.ShouldBe(new Shape(2, 3, 2));
        before.DType.ShouldBe(DType.Int32);
        before.ToArray<int>().ShouldBe([1, 2, 3, 4, 5, 6, -1, -1, -1, -1, 7, 8]);
        PadSequences.Pad([Long, Short], padding: SequenceEnd.Post).ToArray<int>().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0]);
    }

    [Fact]
    public void Long_sequences_of_vectors_lose_their_beginning_or_their_end()
    {
        PadSequences.Pad([Long, Short], maxLength: 2).ToArray<int>().ShouldBe([3, 4, 5, 6, 0, 0, 7, 8]);
        PadSequences.Pad([Long, Short], maxLength: 2, truncating: SequenceEnd.Post).ToArray<int>().ShouldBe([1, 2, 3, 4, 0, 0, 7, 8]);
    }

    [Fact]
    public void Vectors_of_two_lengths_are_refused() =>
        Should.Throw<ArgumentException>(() => PadSequences.Pad([Long, Tensor.From([1, 2, 3], [1, 3])])).Message
            .ShouldStartWith("PadSequences expects sequences that differ in their length only, but received");

    [Fact]
    public void Ends_have_Kerass_names()
    {
        PadSequences.EndFromName("pre").ShouldBe(SequenceEnd.Pre);
        PadSequences.EndFromName("post").ShouldBe(SequenceEnd.Post);
        Should.Throw<ArgumentException>(() => PadSequences.EndFromName("middle")).Message.ShouldContain(
            "'pre' or 'post', but received 'middle'");
        Should.Throw<ArgumentException>(() => PadSequences.Pad<int>([[1]], padding: (SequenceEnd)7)).Message.ShouldContain(
            "as its padding");
    }
}
