using Cornea.Tests.Metrics;
using Shouldly;

namespace Cornea.Tests.Extremes;

/// <summary>A class number out of range is named by who received it, with the number and the range.</summary>
public sealed class WrongClassTests
{
    private static readonly Tensor Right = Tensor.From([0, 1]);
    private static readonly Tensor Rows = Tensor.From([0.2f, 0.5f, 0.3f, 0.1f, 0.1f, 0.8f], [2, 3]);

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Metrics_of_classes_name_themselves(int wrong)
    {
        var classes = Tensor.From([0, wrong]);
        Says(() => new MeanIoU(3).After(classes, Right),
            $"MeanIoU 'mean_io_u', as true classes, received class {wrong}, but expects 0 to 2.");
        Says(() => new IoU(3, [0]).After(Right, classes),
            $"IoU 'io_u', as predicted classes, received class {wrong}, but expects 0 to 2.");
        Says(() => new BinaryIoU().After(classes, Tensor.From([0.2f, 0.7f])),
            $"BinaryIoU 'binary_io_u', as true classes, received class {wrong}, but expects 0 to 1.");
        Says(() => new SparseTopKCategoricalAccuracy(2).After(classes, Rows),
            $"SparseTopKCategoricalAccuracy 'sparse_top_k_categorical_accuracy' received class {wrong}, but expects 0 to 2.");
        // Ignored classes may be any number.
        new MeanIoU(3, ignoreClass: wrong).After(classes, Right).Item().ShouldBe(1f, 1e-6f);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Layers_and_losses_of_classes_name_themselves(int wrong)
    {
        var words = Tensor.From([0, wrong], [1, 2]);
        Says(() => (Tensor)new Embedding(3, 2, name: "words").Apply(words),
            $"Embedding 'words' received index {wrong}, but has rows 0 to 2. Raise inputDim, or correct the inputs.");
        Says(() => (Tensor)new ReversibleEmbedding(3, 2, name: "words").Apply(words),
            $"ReversibleEmbedding 'words' received index {wrong}, but has rows 0 to 2.");
        Says(() => new CTC().Call(Tensor.From([1, wrong], [1, 2]), Rows.ExpandDims(0)),
            $"CTC, as a label, received class {wrong}, but expects 0 to 2.");
        Says(() => Rows.TakeAlong(Tensor.From([0, wrong], [2, 1])),
            "TakeAlong received an index outside of axis -1, which has 3 elements. Use 0 to 2.");
    }

    [Fact]
    public void Training_names_the_layer()
    {
        var model = new Sequential([new Embedding(3, 2, name: "words"), new Flatten(), new Dense(1)]);
        model.Compile(new SGD(0.1), new MeanSquaredError());
        var (words, labels) = (Tensor.From([0, 7], [2, 1]), Tensor.Zeros([2, 1]));
        Should.Throw<IndexOutOfRangeException>(() => model.Fit(words, labels, verbose: Verbosity.Silent))
            .Message.ShouldStartWith("Embedding 'words' received index 7, but has rows 0 to 2.");
    }

    private static void Says(Func<Tensor> compute, string message) =>
        Should.Throw<IndexOutOfRangeException>(() => compute().Compute()).Message.ShouldStartWith(message);
}
