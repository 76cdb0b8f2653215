using Shouldly;

namespace Cornea.Tests.Losses;

public sealed class LossTests
{
    [Fact]
    public void Every_class_function_and_alias_name_gives_its_loss()
    {
        foreach (var name in Loss.Names)
        {
            Loss.FromName(name).GetType().Name.ShouldBe(name);
            Loss.FromName(Loss.FromName(name).Name).GetType().Name.ShouldBe(name);
        }
        Loss.FromName("mse").ShouldBeOfType<MeanSquaredError>();
        Loss.FromName("KLD").ShouldBeOfType<KLDivergence>();
        Should.Throw<ArgumentException>(() => Loss.FromName("mean_square_error")).Message.ShouldContain(
            "Did you mean 'mean_squared_error'?");
    }

    [Fact]
    public void Class_numbers_for_a_one_hot_loss_are_an_error_that_says_what_to_do()
    {
        var error = Should.Throw<ShapeException>(() => new CategoricalCrossentropy().Call(Tensor.From([1, 2]), Tensor.Ones([2, 10])));
        error.Message.ShouldContain("(2, 10)");
        error.Message.ShouldContain("(2,)");
        error.Message.ShouldContain("SparseCategoricalCrossentropy");
        error.Message.ShouldContain("OneHot.Encode(labels, classes: 10)");
    }

    [Fact]
    public void One_hot_labels_for_a_sparse_loss_are_an_error_that_says_what_to_do() =>
        Should.Throw<ShapeException>(() => new SparseCategoricalCrossentropy().Call(Tensor.Ones([2, 3]), Tensor.Ones([2, 3])))
            .Message.ShouldContain("use CategoricalCrossentropy");

    [Fact]
    public void Targets_that_fit_neither_way_are_an_error() =>
        Should.Throw<ShapeException>(() => new MeanSquaredError().Call(Tensor.Ones([2, 4]), Tensor.Ones([2, 3]))).Message.ShouldContain(
        "(2, 4)");

    [Fact]
    public void Weights_that_do_not_fit_are_an_error() =>
        Should.Throw<ShapeException>(() => new MeanSquaredError().Call(Tensor.Ones([2, 3]), Tensor.Ones([2, 3]), Tensor.Ones([5])))
            .Message.ShouldContain("one weight per sample");

    [Fact]
    public void Targets_of_one_axis_beside_a_column_of_predictions_do_not_broadcast_to_a_square()
    {
        var loss = new MeanSquaredError { Reduction = Reduction.None };
        loss.Call(Tensor.From([1f, 2f, 3f]), Tensor.From(new float[,] { { 1 }, { 2 }, { 5 } })).ToArray().ShouldBe([0f, 0f, 4f]);
    }

    [Fact]
    public void Crossentropy_of_a_prediction_that_excludes_the_right_class_is_limited()
    {
        var value = new CategoricalCrossentropy().Call(Tensor.From(new float[,] { { 1, 0 } }), Tensor.From(new float[,] { { 0, 1 } }));
        value.Item().ShouldBe(16.118095f, 1e-4);
    }

    [Fact]
    public void A_class_number_outside_the_classes_makes_the_loss_NaN_unless_it_is_ignored()
    {
        var predictions = Tensor.From(new float[,] { { 0.5f, 0.5f }, { 0.25f, 0.75f } });
        float.IsNaN(new SparseCategoricalCrossentropy().Call(Tensor.From([0, 2]), predictions).Item()).ShouldBeTrue();
        new SparseCategoricalCrossentropy(ignoreClass: -1).Call(Tensor.From([0, -1]), predictions).Item().ShouldBe(MathF.Log(2), 1e-6);
    }

    [Fact]
    public void A_batch_whose_samples_are_all_ignored_has_loss_0()
    {
        var predictions = Tensor.From(new float[,] { { 0.5f, 0.5f } });
        var loss = new SparseCategoricalCrossentropy(ignoreClass: -1).Call(Tensor.From([-1]), predictions);
        loss.Item().ShouldBe(0f);
        Gradients.Of(loss, [predictions])[0].ToArray().ShouldBe([0f, 0f]);
    }

    [Fact]
    public void A_sample_alone_in_its_class_has_circle_loss_0_and_a_finite_gradient()
    {
        var embeddings = Tensor.From(new float[,] { { 1, 0 }, { 0, 1 }, { 0.6f, 0.8f } });
        var loss = new Circle { Reduction = Reduction.None }.Call(Tensor.From([0, 1, 1]), embeddings);
        loss.ToArray()[0].ShouldBe(0f);
        Gradients.Of(loss.Sum(), [embeddings])[0].ToArray().ShouldAllBe(gradient => float.IsFinite(gradient));
    }

    [Fact]
    public void Focal_crossentropy_takes_a_weight_per_class()
    {
        var (targets,
            predictions) = (Tensor.From(new float[,] { { 1, 0 }, { 0, 1 } }), Tensor.From(new float[,] { { 0.5f, 0.5f }, { 0.5f, 0.5f } }));
        var values = new CategoricalFocalCrossentropy([1, 3], reduction: Reduction.None).Call(targets, predictions).ToArray();
        values[1].ShouldBe(3 * values[0], 1e-6);
    }

    [Fact]
    public void Classes_may_stand_along_another_axis()
    {
        // (batch, classes, places): the same as with the classes last.
        var predictions = RandomKey.From(8).Uniform([2, 4, 3]).Softmax(1).Compute();
        var targets = Tensor.From([0, 3, 1, 2, 2, 0], [2, 3]);
        new SparseCategoricalCrossentropy(axis: 1).Call(targets, predictions).Item()
            .ShouldBe(new SparseCategoricalCrossentropy().Call(targets, predictions.SwapAxes(1, 2)).Item(), 1e-6);
    }

    [Fact]
    public void Zeros_have_a_finite_cosine_gradient()
    {
        var x = Tensor.Zeros([1, 3]);
        Gradients.Of(new CosineSimilarity().Call(Tensor.Ones([1, 3]), x), [x])[0].ToArray()
            .ShouldAllBe(gradient => float.IsFinite(gradient));
    }

    [Fact]
    public void A_crossentropy_of_a_softmax_has_a_value_and_a_gradient_where_the_probability_is_0()
    {
        var logits = Tensor.From(new float[,] { { 0f, 200f, 0f } });
        var right = Tensor.From(new float[,] { { 1f, 0f, 0f } });

        foreach (var (loss,
            target) in new (Loss, Tensor)[] { (new CategoricalCrossentropy(), right),
            (new SparseCategoricalCrossentropy(), Tensor.From([0])) })
        {
            var value = loss.Values(target, logits.Softmax()).Sum();
            value.ToArray()[0].ShouldBe(200f, 1e-3);
            Gradients.Of(value, [logits])[0].ToArray().ShouldBe([-1f, 1f, 0f]);
            loss.Values(target, Tensor.From(new float[,] { { 0f, 1f, 0f } }))
                .ToArray()[0].ShouldBe(16.118f, 1e-3); // probabilities that are given are limited
        }
    }

    [Fact]
    public void A_crossentropy_of_a_sigmoid_has_a_value_and_a_gradient_where_the_probability_is_0()
    {
        var logits = Tensor.From(new float[,] { { -200f } });

        var value = new BinaryCrossentropy().Values(Tensor.From(new float[,] { { 1f } }), logits.Sigmoid()).Sum();

        value.ToArray()[0].ShouldBe(200f, 1e-3);
        Gradients.Of(value, [logits])[0].ToArray().ShouldBe([-1f]);
        new BinaryCrossentropy().Values(Tensor.From(new float[,] { { 1f } }), Tensor.From(new float[,] { { 0f } }))
            .ToArray()[0].ShouldBe(16.118f, 1e-3);
    }
}
