using System.IO.Compression;
using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Operations as nodes are written under classes that Keras has: its own, or several of its own in place of a function of
/// TensorFlow.</summary>
public sealed class OperationFormsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("operation-forms").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Identity", "", "Cast", "1 -2 3 4")]
    [InlineData("Crelu", "", "Relu Negative Relu Concatenate", "1 0 0 2 3 4 0 0")]
    [InlineData("AddN", "", "Add Add", "3 -6 9 12")]
    [InlineData("SquaredDifference", "", "Subtract Square", "0 0 0 0")]
    [InlineData("BandPart", "\"num_lower\": 0, \"num_upper\": -1", "Triu", "1 -2 0 4")]
    [InlineData("BandPart", "\"num_lower\": -1, \"num_upper\": 0", "Tril", "1 0 3 4")]
    [InlineData("BandPart", "\"num_lower\": 0, \"num_upper\": 0", "Triu Tril", "1 0 0 4")]
    [InlineData("BatchFlatten", "", "Reshape", "1 -2 3 4")]
    // The norm of all is the root of 30; half of it is twice the limit.
    [InlineData("ClipByNorm", "\"clip_norm\": 2.7386127875258306", "Square Sum Sqrt Maximum Multiply TrueDivide", "0.5 -1 1.5 2")]
    [InlineData("L2Normalize", "\"axis\": [1, 2]", "Normalize", "0.18257419 -0.36514837 0.5477226 0.73029673")]
    public void A_function_of_TensorFlow_becomes_operations_of_Keras(string function, string arguments, string classes, string values)
    {
        var x = Model.Input([2, 2], name: "x");
        var inputs = function switch { "AddN" => new[] { x, x, x }, "SquaredDifference" => [x, x], _ => [x] };
        var config = ConfigJson.Parse($"{{{arguments}}}").AsObject();
        var model = new Functional(x, SymbolicTensor.Operation(function, inputs, config)[0]);
        float[] expected = [.. values.Split(' ').Select(value => float.Parse(value, System.Globalization.CultureInfo.InvariantCulture))];
        Values(model).ShouldBe(expected, 1e-6);

        model.Save(At("m.keras"));
        Written("m.keras").Select(node => node["class_name"].AsText()).ShouldBe(classes.Split(' '));
        Values(Model.Load(At("m.keras"))).ShouldBe(expected, 1e-6);
    }

    [Fact]
    public void A_picture_is_standardized_and_made_grey_by_operations_of_Keras()
    {
        var x = Model.Input([1, 2, 3], name: "x");
        var standard = SymbolicTensor.Operation("PerImageStandardization", x)[0];
        var grey = SymbolicTensor.Operation("RgbToGrayscale", x)[0];
        var model = new Functional(x, [standard, SymbolicTensor.Operation("GrayscaleToRgb", grey)[0]]);
        // Mean 2.5, deviation the root of 35 / 12; 0.2989, 0.587 and 0.114 of the three colours.
        var deviation = MathF.Sqrt(35f / 12);
        float[] expected = [.. Enumerable.Range(0, 6).Select(i => (i - 2.5f) / deviation)];
        Check(model);
        model.Save(At("m.keras"));
        Check(Model.Load(At("m.keras")));
        Written("m.keras").Select(node => node["class_name"].AsText()).Order().ShouldBe(
            ["Cast", "Concatenate", "Maximum", "Mean", "RGBToGrayscale", "Std", "Subtract", "TrueDivide"]);

        void Check(Model model)
        {
            var outputs = model.PredictAll(Tensor.Arange(6, DType.Float32).Reshape(1, 1, 2, 3), verbose: Verbosity.Silent);
            outputs[0].ToArray().ShouldBe(expected, 1e-5);
            outputs[1].ToArray().ShouldBe([0.815f, 0.815f, 0.815f, 3.8147f, 3.8147f, 3.8147f], 1e-4);
        }
    }

    [Fact]
    public void A_function_that_no_operation_of_Keras_computes_is_refused_when_it_is_saved()
    {
        var x = Model.Input([2, 2, 4], name: "x");
        var model = new Functional(x, SymbolicTensor.Operation("LocalResponseNormalization", x)[0]);
        var message = Should.Throw<ConfigException>(() => model.Save(At("m.keras"))).Message;

        message.ShouldContain("LocalResponseNormalization of TensorFlow");
        message.ShouldContain("SaveWeights");
        File.Exists(At("m.keras")).ShouldBeFalse();
    }

    // Keras's modules of these classes, which it imports by name.
    [Theory]
    [InlineData("DepthToSpace", "keras.src.ops.nn")]
    [InlineData("SoftShrink", "keras.src.ops.nn")]
    [InlineData("Threshold", "keras.src.ops.nn")]
    [InlineData("Mish", "keras.src.activations.activations")]
    [InlineData("Erfc", "keras.src.ops.math")]
    [InlineData("SaturateCast", "keras.src.ops.core")]
    [InlineData("RGBToHSV", "keras.src.ops.image")]
    [InlineData("Nanmean", "keras.src.ops.numpy")]
    public void An_operation_stands_in_the_module_that_has_it(string className, string module)
    {
        var x = Model.Input([2, 2, 12], name: "x");
        var config = ConfigJson.Parse(className switch
        {
            "DepthToSpace" => """{"block_size": 2}""",
            "SaturateCast" => """{"dtype": "int32"}""",
            _ => "{}",
        }).AsObject();
        var input = className == "RGBToHSV" ? x[.., .., .., ..3] : x;
        new Functional(x, SymbolicTensor.Operation(className, input, config)[0]).Save(At("m.keras"));

        Written("m.keras").Last()["module"].AsText().ShouldBe(module);
    }

    // Of 1, 2, NaN and 4, or of whole numbers, by definition.
    [Theory]
    [InlineData("Nansum", "{\"axis\": [1]}", "7")]
    [InlineData("Nanmax", "{\"axis\": -1}", "4")]
    [InlineData("Nanmean", "{\"axis\": null}", "2.3333333")]
    [InlineData("Nancumsum", "{\"axis\": 1}", "1 3 3 7")]
    [InlineData("Diag", "{\"k\": 0}", "1")]
    [InlineData("Isreal", "{}", "1 1 1 1")]
    [InlineData("Argpartition", "{\"kth\": 0, \"axis\": 0}", "0 0 0 0")]
    public void Operations_of_few_models_are_known(string className, string config, string values)
    {
        var x = Model.Input([4], name: "x");
        var model = new Functional(x, SymbolicTensor.Operation(className, x, ConfigJson.Parse(config).AsObject())[0]);
        var result = model.PredictAll(Tensor.From((float[])[1, 2, float.NaN, 4], [1, 4]), verbose: Verbosity.Silent)[0];

        result.ToArray<double>().ShouldBe(
            [.. values.Split(' ').Select(value => double.Parse(value, System.Globalization.CultureInfo.InvariantCulture))], 1e-5);
    }

    [Fact]
    public void Segments_products_and_moments_are_known()
    {
        var x = Model.Input([2], name: "x");
        var y = Model.Input([2], name: "y");
        var model = new Functional([x, y],
        [
            SymbolicTensor.Operation("Fmax", new[] { x, y })[0], SymbolicTensor.Operation("Inner", new[] { x, y })[0],
            SymbolicTensor.Operation("Kron", new[] { x, y })[0],
            .. SymbolicTensor.Operation("Moments", x, ConfigJson.Parse("""{"axes": [1]}""").AsObject()),
        ]);
        Tensor[] inputs = [Tensor.From((float[])[1, 3], [1, 2]), Tensor.From((float[])[2, float.NaN], [1, 2])];
        var outputs = model.PredictAll(inputs, verbose: Verbosity.Silent);

        outputs[0].ToArray().ShouldBe([2, 3]);
        float.IsNaN(outputs[1].ToArray()[0]).ShouldBeTrue();
        outputs[2].ToArray().Take(1).ShouldBe([2]);
        outputs[3].ToArray().ShouldBe([2]);
        outputs[4].ToArray().ShouldBe([1]);
    }

    private static float[] Values(Model model) =>
        model.PredictAll(Tensor.From((float[])[1, -2, 3, 4], [1, 2, 2]), verbose: Verbosity.Silent)[0].ToArray();

    private string At(string name) => Path.Combine(_folder, name);

    private ConfigObject[] Written(string name)
    {
        using var zip = ZipFile.OpenRead(At(name));
        using var reader = new StreamReader(zip.GetEntry("config.json")!.Open());
        return
        [
            .. ConfigJson.Parse(reader.ReadToEnd()).AsObject()["config"].AsObject()["layers"].AsList().Select(layer => layer.AsObject())
                .Where(layer => layer["class_name"].AsText() != "InputLayer" && !layer["class_name"].Equals("GetItem")),
        ];
    }
}
