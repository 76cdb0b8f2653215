using Cornea.Tests.House;
using Shouldly;

namespace Cornea.Tests.Models;

public sealed class ApplicationsTests
{
    private static string Folder { get; } = Path.Combine(Repository.Root, "tests", "fixtures", "applications", "weights");

    public static TheoryData<string, string, long, long> Counts => new()
    {
        { "LeNet5", "lenet5", 61_706, 0 },
        { "MnistConvnet", "sequential", 34_826, 0 },
        { "VGG16", "vgg16", 138_357_544, 0 },
        { "ResNet50", "resnet50", 25_636_712, 53_120 },
        { "MobileNetV2", "mobilenetv2_1.00_224", 3_538_984, 34_112 },
        { "ConvNeXtXLarge", "convnext_xlarge", 350_196_968, 0 },
    };

    [Theory]
    [MemberData(nameof(Counts))]
    public void A_network_has_as_many_weights_as_in_Keras_and_takes_no_memory_for_them_yet(string network, string name, long count,
        long untrained)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Model model = network switch
        {
            "LeNet5" => Applications.LeNet5(),
            "MnistConvnet" => Applications.MnistConvnet(),
            "VGG16" => Applications.VGG16(),
            "ResNet50" => Applications.ResNet50(),
            "MobileNetV2" => Applications.MobileNetV2(),
            _ => Applications.ConvNeXtXLarge(),
        };

        model.CountParameters().ShouldBe(count);
        model.NonTrainableWeights.Sum(weight => (long)weight.Variable.Shape.Size).ShouldBe(untrained);
        model.Name.ShouldBe(name);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000_000);
    }

    [Fact]
    public void Without_its_top_a_network_gives_features()
    {
        var model = Applications.ResNet50(includeTop: false, pooling: FeaturePooling.Average);

        model.CountParameters().ShouldBe(23_587_712);
        model.Inputs[0].Shape.ShouldBe([Shape.Unknown, Shape.Unknown, Shape.Unknown, 3]);
        model.Output.Shape.ShouldBe([Shape.Unknown, 2048]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_network_predicts_and_learns(bool isOfSmallMachines)
    {
        var model = isOfSmallMachines ? Applications.MobileNetV3Small(inputShape: [32, 32, 3], classes: 10)
            : Applications.EfficientNetB0(inputShape: [32, 32, 3], classes: 10);
        var images = RandomKey.From(1).Uniform([2, 32, 32, 3]);
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());

        var probabilities = model.Predict(images, verbose: Verbosity.Silent);
        var before = model.GetWeights()[^1].ToArray();
        model.TrainOnBatch(images, Tensor.From([1, 7]));

        probabilities.Sum(-1).ToArray().ShouldAllBe(sum => Math.Abs(sum - 1) < 1e-5f);
        model.GetWeights()[^1].ToArray().ShouldNotBe(before);
    }

    [Fact]
    public void Operators_are_nodes_of_a_network_but_none_of_its_layers()
    {
        var model = Applications.ConvNeXtTiny(inputShape: [32, 32, 3]);

        model.Layers.Count.ShouldBe(135);
        model.Sublayers.Count.ShouldBe(153);
        model.Sublayers.Except(model.Layers).Select(layer => layer.Name).Take(2).ShouldBe(["add", "add_1"]);
        model.Clone().Sublayers.Select(layer => layer.Name).ShouldBe(model.Sublayers.Select(layer => layer.Name));
    }

    [Fact]
    public void Networks_are_written_and_read_with_the_modules_of_Keras()
    {
        var model = Applications.InceptionResNetV2(inputShape: [75, 75, 3]);

        var json = model.ToJson();
        var copy = (Functional)Model.FromJson(json);

        json.ShouldContain("\"keras.src.applications.inception_resnet_v2\"");
        copy.Sublayers.Select(layer => (layer.ClassName, layer.Name))
            .ShouldBe(model.Sublayers.Select(layer => (layer.ClassName, layer.Name)));
        copy.Output.Shape.ShouldBe(model.Output.Shape);
    }

    [Fact]
    public void Images_that_are_too_small_are_refused() =>
        Should.Throw<ShapeException>(() => Applications.ResNet50(inputShape: [16, 16, 3])).Message.ShouldContain("sides of at least 32");

    [Theory]
    [InlineData("mobilenet_2_5_128_tf.h5", true)]
    [InlineData("mobilenet_2_5_128_tf_no_top.h5", false)]
    public void Weights_of_a_file_of_the_official_form_are_taken_by_order(string file, bool includeTop)
    {
        var path = Path.Combine(Folder, file);

        var model = Applications.MobileNet(includeTop, path, [128, 128, 3], alpha: 0.25);

        // Variable 0 of the formula with the seed 21, whose kernel has the exponent 1: the first elements by hand.
        model.GetWeights()[0].ToArray()[..2].ShouldBe([0.776123046875f, 1.5933837890625f]);
        Should.Throw<InvalidDataException>(() => Applications.MobileNet(!includeTop, path, [128, 128, 3], alpha: 0.25))
            .Message.ShouldContain("includeTop");
        Should.Throw<InvalidDataException>(() => Applications.MobileNet(includeTop, path, [128, 128, 3], alpha: 0.5))
            .Message.ShouldContain("conv1");
    }

    [Fact]
    public void Weights_that_were_saved_are_taken()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "mobilenet.weights.h5");
            var saved = Applications.MobileNet(inputShape: [32, 32, 3], classes: 2, alpha: 0.25, seed: 3);
            saved.SaveWeights(path);

            var loaded = Applications.MobileNet(weights: path, inputShape: [32, 32, 3], classes: 2, alpha: 0.25);

            loaded.GetWeights().Select(weight => weight.ToArray()).ShouldBe(saved.GetWeights().Select(weight => weight.ToArray()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_list_of_classes_that_is_none_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            foreach (var content in (string[])["", "[]", "{\"0\": [\"n01440764\"]}", "{\"0\": [1, 2]}"])
            {
                File.WriteAllText(path, content);
                Should.Throw<MalformedFileException>(() => Applications.DecodePredictions(Tensor.Zeros([1, 1000]), path));
            }
        }
        finally
        {
            File.Delete(path);
        }
        Should.Throw<ShapeException>(() => Applications.DecodePredictions(Tensor.Zeros([1, 10]), path)).Message.ShouldContain("1000");
    }

    [Fact]
    public void Pixels_are_brought_into_the_form_of_the_family()
    {
        var pixel = Tensor.From([255f, 0, 51], [1, 1, 3]);

        Applications.PreprocessInput(pixel, ImageFamily.VGG16).ToArray()
            .ShouldBe([51 - 103.939f, -116.779f, 255 - 123.68f], 1e-4f);
        Applications.PreprocessInput(pixel, ImageFamily.Xception).ToArray().ShouldBe([1f, -1, -0.6f], 1e-6f);
        Applications.PreprocessInput(pixel, ImageFamily.DenseNet).ToArray()
            .ShouldBe([(1 - 0.485f) / 0.229f, -0.456f / 0.224f, (0.2f - 0.406f) / 0.225f], 1e-5f);
        Applications.PreprocessInput(pixel, ImageFamily.ConvNeXt).ShouldBeSameAs(pixel);
        Should.Throw<ShapeException>(() => Applications.PreprocessInput(Tensor.Zeros([8, 8, 1]), ImageFamily.VGG16));
    }
}
