namespace Cornea.OnnxRuntime.Tests;

/// <summary>onnxruntime takes what we export and gives our answers.</summary>
public sealed class ExportTests
{
    // Both compute in float32 and add up in different orders.
    private const double Tolerance = 1e-5;

    // onnxruntime computes float16 in float32 where its processor has no float16, so it lacks the roundings in between.
    private const double HalfTolerance = 4e-3;

    /// <summary>The models that Keras wrote; but onnxruntime has no bfloat16 on processors.</summary>
    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.keras").Select(file => Path.GetFileName(file))
        .Where(name => !name.Contains("bfloat16", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string Folder { get; } = Find();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_model_of_Keras_gives_the_same_there(string file)
    {
        var model = Model.Load(Path.Combine(Folder, file));
        RoundTrip.Compare(model, null, file.Contains("float16", StringComparison.Ordinal) ? HalfTolerance : Tolerance);
    }

    [Theory]
    [InlineData("MobileNetV2")]
    [InlineData("MobileNetV3Small")]
    [InlineData("EfficientNetB0")]
    [InlineData("ResNet50")]
    [InlineData("DenseNet121")]
    public void A_built_in_network_gives_the_same_there(string network)
    {
        Shape pictures = [64, 64, 3];
        RoundTrip.Compare(network switch
        {
            "MobileNetV2" => Applications.MobileNetV2(inputShape: pictures, classes: 10),
            "MobileNetV3Small" => Applications.MobileNetV3Small(inputShape: pictures, classes: 10),
            "EfficientNetB0" => Applications.EfficientNetB0(inputShape: pictures, classes: 10),
            "ResNet50" => Applications.ResNet50(inputShape: pictures, classes: 10),
            _ => Applications.DenseNet121(inputShape: pictures, classes: 10),
        }, null, Tolerance);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cornea.slnx")))
                return Path.Combine(folder.FullName, "tests", "fixtures", "keras", "models");
        }
        throw new DirectoryNotFoundException("No folder above the test has Cornea.slnx. Run from a checkout.");
    }
}
