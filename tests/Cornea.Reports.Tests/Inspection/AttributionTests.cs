namespace Cornea.Reports.Tests.Inspection;

/// <summary>Attributions of networks made by hand, whose answer is known.</summary>
public sealed class AttributionTests
{
    [Fact]
    public void The_saliency_of_a_linear_network_is_the_size_of_its_weights()
    {
        // score of class 1 = sum of w x, so the derivative by x is w.
        float[] weights = [0, 1, -2, 3, 0, -1, 0.5f, 0, 4];
        var model = Linear(weights);
        var map = Attribution.Saliency(model, Tensor.Ones([3, 3, 1]), index: 1);
        map.Values.ShouldBe(weights.Select(Math.Abs));
        (map.Height, map.Width, map.Class).ShouldBe((3, 3, 1));
    }

    [Fact]
    public void Saliency_speaks_of_what_softmax_is_given_not_of_what_it_gives()
    {
        // Where softmax is saturated its own derivative is 0, though every pixel counts.
        var model = Linear([.. Enumerable.Repeat(100f, 9)], Activation.Softmax);
        Attribution.Saliency(model, Tensor.Ones([3, 3, 1]), index: 1).Values.ShouldAllBe(value => value == 100);
    }

    [Fact]
    public void Grad_CAM_weighs_feature_maps_by_their_mean_derivative()
    {
        // Two maps: the picture itself, and its negative. Class 0 counts the first twice and the second half:
        // weights 2 / 4 and 0.5 / 4 (means over four positions), map = relu(x (0.5 - 0.125)).
        var x = Tensor.From(new[,] { { 1f, -2f }, { 3f, 0f } }).Reshape(1, 2, 2, 1);
        var convolution = new Conv2D(2, (1, 1), inputShape: [2, 2, 1], name: "maps");
        var dense = new Dense(2, name: "classes");
        var model = new Sequential { convolution, new GlobalAveragePooling2D(), dense };
        Set(model, [1, -1], [0, 0], [2, 7, 0.5f, 9], [0, 0]);
        var map = Attribution.GradCam(model, x, index: 0);
        (map.Height, map.Width).ShouldBe((2, 2));
        Near(map.Values, [0.375f, 0, 1.125f, 0]);
        // Class 1 counts the negative more: 7 / 4 - 9 / 4 = -0.5.
        Near(Attribution.GradCam(model, x, index: 1, layer: "maps").Values, [0, 1, 0, 0]);
        Should.Throw<KeyNotFoundException>(() => Attribution.GradCam(model, x, layer: "map")).Message.ShouldContain("Did you mean 'maps'?");
        Should.Throw<ArgumentException>(() => Attribution.GradCam(model, x, layer: "classes"));
    }

    [Fact]
    public void Covering_the_only_pixel_that_counts_is_seen_where_it_lies()
    {
        var weights = new float[9];
        weights[5] = 2;
        var map = Attribution.Occlusion(Linear(weights), Tensor.Full([3, 3, 1], 3), index: 1, size: 1, stride: 1);
        map.Values.ShouldBe([0, 0, 0, 0, 0, 6, 0, 0, 0]);
        // Squares of two: each of those that cover pixel (1, 2) makes the output fall by 6; a pixel has the mean of its squares.
        var wide = Attribution.Occlusion(Linear(weights), Tensor.Full([3, 3, 1], 3), index: 1, size: 2, stride: 1);
        wide.Values.ShouldBe([0, 3, 6, 0, 3, 6, 0, 3, 6]);
    }

    [Fact]
    public void The_class_with_the_greatest_output_is_taken_where_none_is_named()
    {
        var map = Attribution.Saliency(Linear([1, 1, 1, 1, 1, 1, 1, 1, 1]), Tensor.Ones([1, 3, 3, 1]));
        (map.Class, map.Score).ShouldBe((1, 9));
        Should.Throw<ArgumentOutOfRangeException>(() => Attribution.Saliency(Linear(new float[9]), Tensor.Ones([3, 3, 1]), index: 2));
        Should.Throw<ShapeException>(() => Attribution.Saliency(Linear(new float[9]), Tensor.Ones([2, 3, 3, 1])));
    }

    [Fact]
    public void A_map_is_enlarged_between_the_middles_of_its_pixels()
    {
        var map = new AttributionMap("m", 2, 1, [0, 4], 0, 0);
        map.Resized(4, 1).ShouldBe([0, 1, 3, 4]);
        map.Overlay(new PixelPicture(new byte[8], 4, 2, 1)).Pixels.Length.ShouldBe(24);
    }

    // Class 0 is always 0, class 1 the weighted sum.
    private static Sequential Linear(float[] weights, Activation? activation = null)
    {
        var model = new Sequential { new Flatten(inputShape: [3, 3, 1]), new Dense(2, activation) };
        Set(model, [.. weights.SelectMany(weight => new[] { 0, weight })], [0, 0]);
        return model;
    }

    private static void Set(Model model, params float[][] values)
    {
        for (var i = 0; i < values.Length; i++)
            model.Weights[i].Variable.Assign<float>(values[i]);
    }

    private static void Near(IReadOnlyList<float> actual, float[] expected)
    {
        actual.Count.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
            actual[i].ShouldBe(expected[i], 1e-6f);
    }
}
