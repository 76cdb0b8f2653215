using Shouldly;

namespace Cornea.Tests.Models;

public sealed class ApplicationsTests
{
    private static ImageModelOptions Small { get; } = new() { InputShape = [32, 32, 3], Classes = 10 };

    public static TheoryData<string, string, long, long> Counts => new()
    {
        { "LeNet5", "lenet5", 61_706, 0 },
        { "MnistConvnet", "sequential", 34_826, 0 },
        { "VGG16", "vgg16", 138_357_544, 0 },
        { "VGG19", "vgg19", 143_667_240, 0 },
        { "ResNet50", "resnet50", 25_636_712, 53_120 },
        { "ResNet50V2", "resnet50v2", 25_613_800, 45_440 },
        { "MobileNetV2", "mobilenetv2_1.00_224", 3_538_984, 34_112 },
        { "EfficientNetB0", "efficientnetb0", 5_330_571, 42_023 },
        { "DenseNet121", "densenet121", 8_062_504, 83_648 },
    };

    private static Model Make(string network, ImageModelOptions? options = null) => network switch
    {
        "LeNet5" => Applications.LeNet5(),
        "MnistConvnet" => Applications.MnistConvnet(),
        "VGG16" => Applications.VGG16(options),
        "VGG19" => Applications.VGG19(options),
        "ResNet50" => Applications.ResNet50(options),
        "ResNet50V2" => Applications.ResNet50V2(options),
        "MobileNetV2" => Applications.MobileNetV2(options),
        "EfficientNetB0" => Applications.EfficientNetB0(options),
        "DenseNet121" => Applications.DenseNet121(options),
        _ => throw new ArgumentOutOfRangeException(nameof(network), network, "no such network"),
    };

    [Theory]
    [MemberData(nameof(Counts))]
    public void A_network_has_as_many_weights_as_in_Keras_and_takes_no_memory_for_them_yet(string network, string name, long count, long untrained)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var model = Make(network);

        model.CountParameters().ShouldBe(count);
        model.NonTrainableWeights.Sum(weight => (long)weight.Variable.Shape.Size).ShouldBe(untrained);
        model.Name.ShouldBe(name);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000_000);
    }

    [Theory]
    [InlineData("VGG16", 14_714_688)]
    [InlineData("VGG19", 20_024_384)]
    [InlineData("ResNet50", 23_587_712)]
    [InlineData("ResNet50V2", 23_564_800)]
    [InlineData("MobileNetV2", 2_257_984)]
    [InlineData("EfficientNetB0", 4_049_571)]
    [InlineData("DenseNet121", 7_037_504)]
    public void Without_its_top_a_network_gives_features(string network, long count)
    {
        var model = Make(network, Small with { IncludeTop = false, Pooling = FeaturePooling.Average });

        model.CountParameters().ShouldBe(count);
        model.Output.Rank.ShouldBe(2);
    }

    [Theory]
    [InlineData("MobileNetV2")]
    [InlineData("EfficientNetB0")]
    public void A_network_predicts_and_learns(string network)
    {
        var model = Make(network, Small);
        var images = RandomKey.From(1).Uniform([2, 32, 32, 3]);
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());

        var probabilities = model.Predict(images, verbose: Verbosity.Silent);
        var before = model.GetWeights()[^1].ToArray();
        model.TrainOnBatch(images, Tensor.From([1, 7]));

        probabilities.Sum(-1).ToArray().ShouldAllBe(sum => Math.Abs(sum - 1) < 1e-5f);
        model.GetWeights()[^1].ToArray().ShouldNotBe(before);
    }

    [Fact]
    public void Layers_are_named_as_in_Keras()
    {
        var residual = Make("ResNet50").Layers.Select(layer => layer.Name).ToArray();
        residual.Length.ShouldBe(177);
        residual[..8].ShouldBe(["input_layer", "conv1_pad", "conv1_conv", "conv1_bn", "conv1_relu", "pool1_pad", "pool1_pool", "conv2_block1_1_conv"]);
        residual[^4..].ShouldBe(["conv5_block3_add", "conv5_block3_out", "avg_pool", "predictions"]);
        Make("ResNet50V2").Layers.Count.ShouldBe(192);
        Make("VGG16").Layers.Count.ShouldBe(23);
        Make("MobileNetV2").Layers.Count.ShouldBe(156);
        Make("DenseNet121").Layers.Count.ShouldBe(429);
        Make("EfficientNetB0").Layers.Take(4).Select(layer => layer.Name).ShouldBe(["input_layer", "rescaling", "normalization", "stem_conv_pad"]);
    }

    [Fact]
    public void Images_that_are_too_small_are_refused() =>
        Should.Throw<ShapeException>(() => Make("ResNet50", Small with { InputShape = [16, 16, 3] })).Message.ShouldContain("sides of at least 32");
}
