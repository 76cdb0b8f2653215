using Shouldly;

namespace Cornea.Tests.Training;

public sealed class MaskedMetricTests
{
    private static readonly Tensor X = Tensor.From([1f, 0f, 1f], [1, 3, 1]);
    private static readonly Tensor Y = Tensor.From([0f, 1f, 1f], [1, 3, 1]);

    [Fact]
    public void Metrics_leave_masked_steps_out()
    {
        var model = new Sequential { new InputLayer([3, 1]), new Masking() };
        model.Compile(new SGD(), new MeanSquaredError(), metrics: [new MeanAbsoluteError()], weightedMetrics: [new MeanSquaredError()]);
        var result = model.Evaluate(X, Y, verbose: 0);
        // Step 0 is wrong by 1, step 1 is masked, step 2 is right.
        result["loss"].ShouldBe(0.5, 1e-6);
        result["mean_absolute_error"].ShouldBe(0.5, 1e-6);
        result["mean_squared_error"].ShouldBe(0.5, 1e-6);
    }

    [Fact]
    public void Weights_of_samples_and_masks_go_together()
    {
        var model = new Sequential { new InputLayer([3, 1]), new Masking() };
        model.Compile(new SGD(), new MeanSquaredError(), weightedMetrics: [new MeanAbsoluteError()]);
        var x = Tensor.From([1f, 0f, 1f, 2f, 2f, 0f], [2, 3, 1]);
        var y = Tensor.From([0f, 1f, 1f, 0f, 0f, 5f], [2, 3, 1]);
        // Row 0: 1 and 0, weight 1; row 1: 2 and 2, weight 3; (1 + 0 + 3 * 4) / (2 + 3 * 2).
        model.Evaluate(x, y, sampleWeight: Tensor.From([1f, 3f]), verbose: 0)["mean_absolute_error"].ShouldBe(13 / 8.0, 1e-6);
    }

    [Fact]
    public void Weights_of_steps_may_have_a_last_axis_of_length_1_beside_masks()
    {
        var model = new Sequential { new InputLayer([2, 1]), new Masking() };
        model.Compile(new SGD(), new MeanSquaredError(Reduction.Sum), weightedMetrics: [new MeanAbsoluteError()]);
        var (x, y) = (Tensor.From([1f, 0f, 2f, 3f], [2, 2, 1]), Tensor.Zeros([2, 2, 1]));
        var weights = Tensor.From([1f, 5f, 3f, 2f]);
        foreach (var shape in new Shape[] { [2, 2], [2, 2, 1] })
        {
            // 1 * 1 + 3 * 4 + 2 * 9, and (1 + 6 + 6) / (1 + 3 + 2): step 1 of row 0 is masked.
            var result = model.Evaluate(x, y, sampleWeight: weights.Reshape(shape), verbose: 0);
            result["loss"].ShouldBe(31, 1e-5);
            result["mean_absolute_error"].ShouldBe(13 / 6.0, 1e-6);
        }
    }

    [Fact]
    public void Weights_are_aligned_by_the_batch_axis()
    {
        var (zeros, rows) = (Tensor.Zeros([2, 2, 1]), Tensor.From([1f, 1f, 2f, 2f], [2, 2, 1]));
        var weights = Tensor.From([1f, 0f]);
        new MeanSquaredError().Call(rows, zeros, weights).Item().ShouldBe(0.5f);
        new MeanSquaredError().Call(rows, zeros, weights.ExpandDims(1)).Item().ShouldBe(0.5f);
        var (flat, values) = (Tensor.From([1f, 2f]), Tensor.Zeros([2, 1]));
        new MeanSquaredError().Call(flat, values, weights.ExpandDims(1)).Item().ShouldBe(0.5f);
        new MeanSquaredError().Call(rows, zeros, Tensor.From([1f, 0f, 1f, 0f], [2, 2])).Item().ShouldBe((1 + 4) / 4f);
        var metric = new F1Score(ScoreAverage.Micro, threshold: 0.5);
        var (truth, guess) = (Tensor.From(new[,] { { 1f, 0f }, { 0f, 1f } }), Tensor.From(new[,] { { 1f, 0f }, { 1f, 0f } }));
        foreach (var update in metric.Update(truth, guess, Tensor.From(new[,] { { 1f }, { 0f } })))
            update.Target.Assign(update.Value);
        // The wrong second row weighs nothing.
        metric.Result().Item().ShouldBe(1f, 1e-5f);
    }

    [Fact]
    public void Masks_of_joined_inputs_are_joined_as_Keras_joins_them()
    {
        var context = new CallContext();
        var (a, b) = (Tensor.Ones([1, 3, 2]), Tensor.Ones([1, 3, 1]));
        context.SetMask(a, Tensor.From([true, true, false], [1, 3]));
        context.MaskOf(new Concatenate().Apply([a, b], context)).ShouldNotBeNull().ToArray<bool>().ShouldBe([true, true, true]);
        context.SetMask(b, Tensor.From([true, false, false], [1, 3]));
        context.MaskOf(new Concatenate().Apply([a, b], context)).ShouldNotBeNull().ToArray<bool>().ShouldBe([true, true, false]);
        var c = Tensor.Ones([1, 2, 2]);
        context.MaskOf(new Concatenate(1).Apply([a, c], context)).ShouldNotBeNull().ToArray<bool>()
            .ShouldBe([true, true, false, true, true]);
        context.MaskOf(new Add().Apply([a, b], context)).ShouldNotBeNull().ToArray<bool>().ShouldBe([true, true, false]);
        context.MaskOf(new Add().Apply([a, Tensor.Ones([1, 3, 2])], context)).ShouldBeNull();
        context.MaskOf(new GlobalAveragePooling1D().Apply(a, context)).ShouldBeNull();
        context.MaskOf(new Attention().Apply([a, c], context)).ShouldNotBeNull().ToArray<bool>().ShouldBe([true, true, false]);
    }

    [Fact]
    public void An_LSTM_behind_joined_padded_inputs_is_that_of_the_unpadded_ones()
    {
        var words = Model.Input([Shape.Unknown], name: "words", dtype: DType.Int32);
        var first = new Embedding(9, 3, maskZero: true).On(words);
        var second = new Embedding(9, 2, maskZero: true).On(words);
        var model = new Functional([words], new LSTM(4).On(new Concatenate().On(first, second)));
        var padded = model.Predict(Tensor.From([3, 5, 0, 0], [1, 4]), verbose: 0).ToArray();
        var plain = model.Predict(Tensor.From([3, 5], [1, 2]), verbose: 0).ToArray();
        padded.Zip(plain).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-6f);
    }
}
