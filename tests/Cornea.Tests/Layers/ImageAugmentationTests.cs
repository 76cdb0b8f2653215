using Shouldly;

namespace Cornea.Tests.Layers;

/// <summary>Random image layers: off outside training, a function of their key alone, and exact where their range leaves no
/// choice.</summary>
public sealed class ImageAugmentationTests
{
    private static readonly Tensor Photo = (RandomKey.From(11).Uniform([4, 8, 6, 3]) * 255).Compute();

    private static readonly Dictionary<string, Func<Layer>> Layers = new()
    {
        ["AugMix"] = () => new AugMix(),
        ["CutMix"] = () => new CutMix(),
        ["MixUp"] = () => new MixUp(1),
        ["RandAugment"] = () => new RandAugment(),
        ["RandomBrightness"] = () => new RandomBrightness(0.3),
        ["RandomColorDegeneration"] = () => new RandomColorDegeneration(0.5),
        ["RandomColorJitter"] = () => new RandomColorJitter(null, 0.2, 0.2, 0.6, 0.3),
        ["RandomContrast"] = () => new RandomContrast(0.4),
        ["RandomElasticTransform"] = () => new RandomElasticTransform((1, 1), (0.5, 1)),
        ["RandomErasing"] = () => new RandomErasing((1, 1)),
        ["RandomFlip"] = () => new RandomFlip(),
        ["RandomGaussianBlur"] = () => new RandomGaussianBlur((1, 1), 3, (0.5, 1)),
        ["RandomGrayscale"] = () => new RandomGrayscale(1),
        ["RandomHue"] = () => new RandomHue((0.3, 0.9)),
        ["RandomInvert"] = () => new RandomInvert((1, 1)),
        ["RandomPerspective"] = () => new RandomPerspective((1, 1)),
        ["RandomPosterization"] = () => new RandomPosterization((1, 4)),
        ["RandomRotation"] = () => new RandomRotation(0.2),
        ["RandomSaturation"] = () => new RandomSaturation((0.6, 0.8)),
        ["RandomSharpness"] = () => new RandomSharpness((0.7, 0.9)),
        ["RandomShear"] = () => new RandomShear(0.3, 0.2),
        ["RandomTranslation"] = () => new RandomTranslation(0.3, 0.3),
        ["RandomZoom"] = () => new RandomZoom(0.3),
        ["Solarization"] = () => new Solarization(),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_layer_is_off_outside_training_and_a_function_of_its_key_within(string name)
    {
        Tensor Run(long seed) => Layers[name]().Apply(Photo, new CallContext(true, RandomKey.From(seed)));
        ((Tensor)Layers[name]().Apply(Photo)).ShouldBeSameAs(Photo);
        var changed = Run(3);
        changed.Shape.ShouldBe(Photo.Shape);
        var values = changed.ToArray();
        values.ShouldAllBe(value => float.IsFinite(value));
        values.ShouldNotBe(Photo.ToArray());
        // The same bits again, on one thread and on three.
        foreach (var threads in new[] { 1, 3 })
            new CompiledFunction([], [Run(3)], [], new CompileOptions { Threads = threads }).Call()[0].ToArray().ShouldBe(values);
        if (name is not ("Solarization" or "RandomInvert" or "RandomGrayscale"))
            Run(4).ToArray().ShouldNotBe(values);
    }

    [Fact]
    public void An_image_draws_its_own_numbers_whatever_the_size_of_the_batch()
    {
        Tensor Turned(Tensor images) => new RandomRotation(0.2).Apply(images, new CallContext(true, RandomKey.From(5)));
        var four = Turned(Photo);
        Turned(Photo[..2]).ToArray().ShouldBe(four[..2].ToArray());
        four[0].ToArray().ShouldNotBe(Turned(Tensor.Stack([Photo[1], Photo[0]]))[1].ToArray());
    }

    [Fact]
    public void A_quarter_turn_goes_counter_clockwise()
    {
        var image = Tensor.Arange(1, 10).Reshape(1, 3, 3, 1);
        var turned = Train(new RandomRotation((0.25, 0.25), FillMode.Nearest), image).ToArray();
        float[] expected = [3, 6, 9, 2, 5, 8, 1, 4, 7];
        for (var i = 0; i < 9; i++)
            turned[i].ShouldBe(expected[i], 1e-4);
    }

    [Fact]
    public void Moving_zooming_and_flipping_are_exact_where_no_choice_is_left()
    {
        var image = Tensor.Arange(1, 17).Reshape(1, 4, 4, 1);
        Train(new RandomTranslation((0.25, 0.25), (0.5, 0.5), FillMode.Constant, fillValue: -1), image).ToArray()
            .ShouldBe([-1, -1, -1, -1, -1, -1, 1, 2, -1, -1, 5, 6, -1, -1, 9, 10]);
        var near = Train(new RandomZoom((-0.5, -0.5)), image).ToArray();
        (near[0], near[3], near[12]).ShouldBe((4.75f, 6.25f, 10.75f));
        var flipped = Train(new RandomFlip(FlipMode.Horizontal), Tensor.Concat(Enumerable.Repeat(image, 40).ToArray())).ToArray();
        var firsts = Enumerable.Range(0, 40).Select(i => flipped[16 * i]).ToArray();
        firsts.ShouldAllBe(value => value == 1 || value == 4);
        firsts.Count(value => value == 4).ShouldBeInRange(8, 32);
    }

    [Fact]
    public void Colours_change_by_the_formulas()
    {
        var image = Tensor.From([10f, 100f, 200f, 250f], [1, 2, 2, 1]);
        Train(new RandomBrightness((0.1, 0.1)), image).ToArray().ShouldBe([35.5f, 125.5f, 225.5f, 255f]);
        Train(new RandomContrast((0.5, 1)), Tensor.From([100f, 100, 100, 100], [1, 2, 2, 1])).ToArray().ShouldAllBe(value => value == 100);
        Train(new RandomInvert((1, 1)), image).ToArray().ShouldBe([245, 155, 55, 5]);
        Train(new RandomPosterization(3), image).ToArray().ShouldBe([0, 96, 192, 224]);
        var solar = Train(new Solarization((0, 0), (0.5, 0.5)), image).ToArray();
        float[] expected = [10, 100, 55, 5];
        for (var i = 0; i < 4; i++)
            solar[i].ShouldBe(expected[i], 1e-3);
        var grey = Train(new RandomSaturation((0, 0)), Photo);
        grey.Max(-1).ToArray().ShouldBe(grey.Min(-1).ToArray());
        (Train(new RandomSaturation((0.5, 0.5)), Photo) - Photo).Abs().Max().Item().ShouldBeLessThan(1e-2f);
        (Train(new RandomSharpness((0.5, 0.5)), Photo) - Photo).Abs().Max().Item().ShouldBeLessThan(1e-3f);
    }

    [Fact]
    public void Erasing_paints_one_box_of_the_right_size()
    {
        var erased = Train(new RandomErasing((1, 1), (0.25, 0.25), [-0.0], (-1, 255)), Tensor.Ones([5, 8, 12, 2])).EqualTo(0).ToFloat32();
        erased.Sum([1, 2, 3]).ToArray().ShouldAllBe(count => count == 2 * 4 * 6);
    }

    [Fact]
    public void Blended_labels_still_add_up_to_one()
    {
        var labels = Tensor.Eye(4);
        foreach (var layer in new Layer[] { new MixUp(0.4), new CutMix() })
        {
            var mixed = layer.Apply([Photo, labels], new CallContext(true, RandomKey.From(9)));
            mixed.Count.ShouldBe(2);
            mixed[1].Sum(-1).ToArray().ShouldAllBe(sum => Math.Abs(sum - 1) < 1e-6);
            mixed[1].Max().Item().ShouldBeInRange(0, 1);
            mixed[1].ToArray().ShouldNotBe(labels.ToArray());
        }
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public void Shares_have_the_moments_of_the_beta_distribution(double alpha)
    {
        // Images of one pixel: 0 and 1 by turns, so a blend with another shows the share.
        const int Count = 20_000;
        var images = (Tensor.Arange(Count) % 2).ToFloat32().Reshape(Count, 1, 1, 1);
        var mixed = ((Tensor)new MixUp(alpha).Apply(images, new CallContext(true, RandomKey.From(2)))).ToArray();
        var shares = mixed.Where(value => value is > 0 and < 1).ToArray();
        shares.Average(share => share).ShouldBe(0.5f, 0.02);
        if (alpha >= 1)
            shares.Average(share => (share - 0.5f) * (share - 0.5f)).ShouldBe((float)(1 / (4 * (2 * alpha + 1))), 0.005);
    }

    [Fact]
    public void Cropping_takes_windows_of_each_image_while_training_and_the_middle_otherwise()
    {
        var image = Tensor.Arange(0, 36).Reshape(1, 6, 6, 1);
        var images = Tensor.Concat(Enumerable.Repeat(image, 30).ToArray());
        var crops = Train(new RandomCrop(3, 3), images);
        crops.Shape.ShouldBe(new Shape(30, 3, 3, 1));
        var corners = crops[Slice.All, 0, 0, 0].ToArray();
        corners.ShouldAllBe(value => (int)value / 6 <= 3 && value % 6 <= 3);
        corners.Distinct().Count().ShouldBeGreaterThan(5);
        (crops[Slice.All, 2, 2, 0] - crops[Slice.All, 0, 0, 0]).ToArray().ShouldAllBe(difference => difference == 14);
        ((Tensor)new RandomCrop(3, 3).Apply(images)).Shape.ShouldBe(new Shape(30, 3, 3, 1));
    }

    [Fact]
    public void A_pipeline_runs_its_layers_in_order_and_channels_may_come_first()
    {
        var pipeline = new Pipeline([new Rescaling(2), new RandomInvert((1, 1)), new CenterCrop(1, 1)]);
        ((Tensor)pipeline.Apply(Tensor.Full([1, 3, 3, 1], 10), true)).ToArray().ShouldBe([235]);
        var first = Photo.MoveAxis(-1, 1);
        Tensor Turned(Tensor images, DataFormat format) =>
            new RandomRotation(0.2, dataFormat: format).Apply(images, new CallContext(true, RandomKey.From(1)));
        Turned(first, DataFormat.ChannelsFirst).MoveAxis(1, -1).ToArray().ShouldBe(Turned(Photo, DataFormat.ChannelsLast).ToArray());
    }

    [Fact]
    public void Factors_outside_their_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new RandomRotation(1.5)).Message.ShouldContain("RandomRotation");
        Should.Throw<ArgumentOutOfRangeException>(() => new RandomHue((-0.1, 0.5)));
        Should.Throw<ArgumentException>(() => new RandomBrightness(0.1, (255, 0))).Message.ShouldContain("value range");
        Should.Throw<ShapeException>(() => new RandomFlip().Apply(Tensor.Zeros([4, 4, 3]), true)).Message.ShouldContain("(4, 4, 3)");
    }

    private static Tensor Train(Layer layer, Tensor images) => layer.Apply(images, new CallContext(true, RandomKey.From(1)));
}
