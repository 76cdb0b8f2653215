using Shouldly;

namespace Cornea.Tests.Training;

/// <summary>The loss of a model whose output is its input: mean over the samples of weight * (x - y)^2.</summary>
public sealed class ClassWeightTests
{
    private static double Loss(Tensor x, Tensor y, Dictionary<int, double> weights, int features = 1)
    {
        var model = new Sequential { new Dense(features, kernelInitializer: new Orthogonal(), useBias: false, inputDim: features) };
        _ = model.Weights;
        model.SetWeights([Tensor.Eye(features)]);
        model.Compile(new SGD(0.0), new MeanSquaredError());
        return model.TrainOnBatch(x, y, classWeight: weights).Loss;
    }

    [Fact]
    public void A_class_that_is_not_named_weighs_one_with_labels_in_a_column()
    {
        // (5 * 1^2 + 1 * 2^2 + 1 * 3^2) / 3
        var loss = Loss(Tensor.From([1f, 3f, 4f], [3, 1]), Tensor.From([0f, 1f, 1f], [3, 1]), new() { [0] = 5 });
        loss.ShouldBe(18 / 3.0, 1e-6);
    }

    [Fact]
    public void So_it_does_beyond_the_last_that_is_named_and_below_zero()
    {
        // Labels 7 and -1 are not in the map: (2 * 1 + 1 * 1 + 1 * 1) / 3.
        var loss = Loss(Tensor.From([1f, 8f, 0f], [3, 1]), Tensor.From([0f, 7f, -1f], [3, 1]), new() { [0] = 2, [1] = 9 });
        loss.ShouldBe(4 / 3.0, 1e-6);
    }

    [Fact]
    public void Large_class_indices_take_no_memory()
    {
        // (3 * 1^2 + 1 * 2^2 + 4 * 1^2) / 3
        var loss = Loss(Tensor.From([70_001f, 70_003f, 8f], [3, 1]), Tensor.From([70_000f, 70_001f, 7f], [3, 1]),
            new() { [7] = 4, [70_000] = 3, [int.MaxValue] = 2 });
        loss.ShouldBe(11 / 3.0, 1e-6);
    }

    [Fact]
    public void Float_labels_are_rounded_as_Keras_does()
    {
        // 0.9999999 is class 1, whose weight is 3; the error is 1 on both rows.
        var loss = Loss(Tensor.From([1.9999999f, 1f], [2, 1]), Tensor.From([0.9999999f, 0f], [2, 1]), new() { [1] = 3 });
        loss.ShouldBe((3 + 1) / 2.0, 1e-5);
    }

    [Fact]
    public void One_hot_rows_have_the_class_of_their_largest_value()
    {
        // Row 0 is class 1 (weight 4), row 1 class 0 (weight 1): errors 1/2 and 2/2 as means over two features.
        var loss = Loss(Tensor.From([0f, 2f, 2f, 1f], [2, 2]), Tensor.From([0f, 1f, 1f, 0f], [2, 2]), new() { [1] = 4 }, features: 2);
        loss.ShouldBe((4 * 0.5 + 1 * 1.0) / 2, 1e-6);
    }

    [Fact]
    public void Narrow_integers_are_class_indices_too()
    {
        // Sparse labels of two classes from equal logits: each loss is ln 2.
        var model = new Sequential { new Dense(2, Activation.Softmax, kernelInitializer: new Zeros(), inputDim: 1) };
        model.Compile(new SGD(0.0), new SparseCategoricalCrossentropy());
        var weights = new Dictionary<int, double> { [1] = 3, [300] = 7 };
        model.TrainOnBatch(Tensor.Ones([2, 1]), Tensor.From(new byte[] { 0, 1 }),
            classWeight: weights).Loss.ShouldBe(Math.Log(2) * (1 + 3) / 2, 1e-6);
    }
}
