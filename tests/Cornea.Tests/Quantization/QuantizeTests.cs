using System.IO.Compression;
using Shouldly;

namespace Cornea.Tests.Quantization;

public sealed class QuantizeTests
{
    private static readonly string Fixtures = Path.Combine(Path.GetDirectoryName(KerasFixtures.Folder)!, "keras-files");

    [Fact]
    public void Dense_of_int8_rounds_weights_by_column_and_inputs_by_row()
    {
        var model = new Sequential { new Dense(2, inputDim: 3) };
        model.SetWeights([Tensor.From(new float[,] { { 1, -4 }, { 0.25f, 2 }, { -0.5f, 1 } }), Tensor.From((float[])[0.5f, -1])]);
        var small = model.Quantize();
        var layer = small.Layers[0];
        var stored = ((AdaptedLayer)layer).StoredVariables;
        stored.Select(Short).ShouldBe(["kernel", "bias", "kernel_scale"]);
        stored[0].DType.ShouldBe(DType.Int8);
        // 127 w / (max|w| + 1e-7), in float32: 31.75, 2 * 31.75 = 63.5 (to even 64), -0.5 * 126.99998 = -63.49999, 31.75.
        stored[0].ToArray<sbyte>().ShouldBe([127, -127, 32, 64, -63, 32]);
        stored[2].ToArray<float>().ShouldBe([127 / (1 + 1e-7f), 127 / (4 + 1e-7f)]);
        // Inputs (2, 1, -1) are (127, 64, -64) at a scale of 63.5: sums 16129 + 2048 + 4032 and -16129 + 4096 - 2048.
        var y = small.Predict(Tensor.From(new float[,] { { 2, 1, -1 } })).ToArray<double>();
        y[0].ShouldBe(22209 / (63.5 * 127) + 0.5, 1e-5);
        y[1].ShouldBe(-14081 / (63.5 * 31.75) - 1, 1e-5);
    }

    [Theory]
    [InlineData("k3_int8.keras", "emb", "embeddings", "embeddings_scale", 1)]
    [InlineData("k3_int8.keras", "dense", "kernel", "kernel_scale", 0)]
    [InlineData("k3_int8.keras", "ein", "kernel", "kernel_scale", 0)]
    public void Weights_that_Keras_rounded_are_rounded_again_to_the_same_bytes(
        string file, string name, string kernel, string scale, int axis)
    {
        var read = Model.Load(Path.Combine(Fixtures, file));
        var layer = (AdaptedLayer)read.GetLayer(name);
        Variable Stored(AdaptedLayer of, string variable) => of.StoredVariables.Single(one => Short(one) == variable);
        var (bytes, scales) = (Stored(layer, kernel).ToTensor(), Stored(layer, scale).ToArray<float>());
        var wide = Tensor.From(scales).Reshape(axis == 0 ? new Shape(1, scales.Length) : new Shape(scales.Length, 1));
        var weights = (bytes.Cast(DType.Float32) / wide).Compute();
        Layer plain = name switch
        {
            "emb" => new Embedding(11, 6),
            "ein" => new EinsumDense("abc,cd->abd", new Shape(Shape.Unknown, 5), biasAxes: "d"),
            _ => new Dense(3),
        };
        var model = new Sequential { new InputLayer(name == "ein" ? [4, 6] : name == "emb" ? [4] : [7]), plain };
        model.SetWeights(name == "emb" ? [weights] : [weights, model.GetWeights()[1]]);
        var again = (AdaptedLayer)model.Quantize("int8").Layers[0];
        Stored(again, kernel).ToArray<sbyte>().ShouldBe(bytes.ToArray<sbyte>());
        Stored(again, scale).Shape.ShouldBe(Stored(layer, scale).Shape);
        foreach (var (found, expected) in Stored(again, scale).ToArray<float>().Zip(scales))
            found.ShouldBe(expected, expected * 1e-5f);
    }

    [Theory]
    [InlineData("int8", "k3_int8.keras")]
    [InlineData("float8", "k3_float8.keras")]
    public void The_configuration_is_the_one_that_Keras_writes(string mode, string file)
    {
        var model = new Sequential { new Dense(3, Activation.Tanh, inputDim: 7) };
        var mine = ConfigJson.Parse(model.Quantize(mode).ToJson()).AsObject()["config"].AsObject()["layers"].AsList()[^1].AsObject();
        using var zip = ZipFile.OpenRead(Path.Combine(Fixtures, file));
        using var reader = new StreamReader(zip.GetEntry("config.json")!.Open());
        var keras = ConfigJson.Parse(reader.ReadToEnd()).AsObject()["config"].AsObject()["layers"].AsList()
            .Last(layer => layer.AsObject()["class_name"].AsText() == "Dense").AsObject();
        foreach (var key in (string[])["dtype", "quantization_config"])
            Plain(mine["config"].AsObject()[key]).ShouldBe(Plain(keras["config"].AsObject()[key]), key);

        // Without the numbers by which Keras marks objects that it shares.
        static string Plain(ConfigValue value) =>
            System.Text.RegularExpressions.Regex.Replace(value.ToString(), """,\s*"shared_object_id":\s*\d+""", "");
    }

    [Theory]
    [InlineData("int8")]
    [InlineData("float8")]
    public void A_quantized_model_is_saved_and_loaded(string mode)
    {
        using var scratch = new Scratch();
        var model = new Sequential(seed: 4) { new Dense(16, Activation.Relu, inputDim: 8), new Dropout(0.5), new Dense(3) };
        var x = Uniform(5, 8);
        var small = model.Quantize(mode);
        small.Save(scratch["small.keras"]);
        Model.Load(scratch["small.keras"]).Predict(x).ToArray().ShouldBe(small.Predict(x).ToArray());
    }

    [Fact]
    public void Dense_of_int8_is_off_by_no_more_than_half_a_step_of_each_factor()
    {
        var model = new Sequential(seed: 4) { new Dense(16, inputDim: 32) };
        var (x, w) = ((Uniform(5, 32) - 0.3f).Compute(), model.GetWeights()[0]);
        var expected = model.Predict(x);
        var (stepsOfX, stepsOfW) = (x.Abs().Max([1], keepDims: true) / 127, w.Abs().Max([0], keepDims: true) / 127);
        // (x + a)(w + b) - x w, summed, for a and b of half a step; and some for the rounding of float32.
        var bound = (Tensor.MatMul(x.Abs(), Tensor.OnesLike(w)) * stepsOfW + Tensor.MatMul(Tensor.OnesLike(x), w.Abs()) * stepsOfX) / 2
            + 32 * stepsOfX * stepsOfW / 4 + 1e-5f;
        var error = (expected - model.Quantize().Predict(x)).Abs();
        (error <= bound).All().ToArray<bool>()[0].ShouldBeTrue();
    }

    [Fact]
    public void Dense_of_float8_rounds_to_three_bits_behind_the_point()
    {
        var model = new Sequential { new Dense(1, useBias: false, inputDim: 2) };
        // Steps are 1/8 of the power of two below. 1.1 is 8.8 of 0.125, -0.3 is 9.6 of 0.03125, 1.7 is 13.6 of 0.125,
        // 0.9 is 14.4 of 0.0625.
        model.SetWeights([Tensor.From(new float[,] { { 1.1f }, { -0.3f } })]);
        model.Quantize("float8").Predict(Tensor.From(new float[,] { { 1.7f, 0.9f } })).ToArray()[0]
            .ShouldBe(1.75f * 1.125f - 0.875f * 0.3125f);
    }

    [Fact]
    public void Static_Dense_rounds_inputs_by_the_range_of_the_samples()
    {
        var model = new Sequential { new Dense(1, useBias: false, inputDim: 2) };
        model.SetWeights([Tensor.From(new float[,] { { 1 }, { -1 } })]);
        var fast = model.Quantize(Tensor.From(new float[,] { { 2, 0.5f }, { -1, 1 } }));
        // 1.01 is 64.135 of 63.5 a unit, so 64; 5 lies beyond the range and is 127.
        var y = fast.Predict(Tensor.From(new float[,] { { 1.01f, 0 }, { 5, 0 }, { 0, -2 } })).ToArray<double>();
        y[0].ShouldBe(64 / 63.5, 1e-5);
        y[1].ShouldBe(2, 1e-5);
        y[2].ShouldBe(2, 1e-5);
    }

    [Fact]
    public void Convolutions_and_their_normalizations_predict_nearly_as_before_and_are_saved_and_loaded()
    {
        using var scratch = new Scratch();
        var input = Model.Input([10, 10, 3]);
        var x = new Conv2D(8, 3, padding: Padding.Same, useBias: false).On(input);
        x = new BatchNormalization(name: "folded").On(x);
        var shortcut = new ReLU().On(x);
        x = new DepthwiseConv2D(3, padding: Padding.Same, name: "depthwise").On(shortcut);
        x = new BatchNormalization(name: "folded_too").On(x);
        x = new Conv2D(8, 1, activation: Activation.Relu).On(x);
        x = new Add().On([x, shortcut]);
        x = new Conv2D(12, 3, strides: 2, groups: 2).On(x);
        x = new GlobalAveragePooling2D().On(x);
        var model = new Functional(input, new Dense(4, name: "last").On(x), seed: 3);
        var random = new System.Random(1);
        foreach (var weight in model.Weights.Where(weight => weight.Name is "moving_mean" or "gamma" or "moving_variance" or "beta"))
        {
            weight.Variable.Assign(Tensor.From(Enumerable.Range(0, weight.Variable.Shape.Size)
                .Select(_ => (float)(0.5 + random.NextDouble())).ToArray()).Reshape(weight.Variable.Shape));
        }
        var samples = Uniform(40, 10, 10, 3);
        var expected = model.Predict(samples);
        foreach (var method in Enum.GetValues<CalibrationMethod>())
        {
            var fast = model.Quantize(samples, new QuantizationOptions { Calibration = method });
            fast.GetLayer("folded").ShouldBeOfType<Identity>();
            fast.GetLayer("folded_too").ShouldBeOfType<Identity>();
            Error(expected, fast.Predict(samples)).ShouldBeLessThan(0.05, method.ToString());
            fast.Save(scratch["fast.keras"]);
            Model.Load(scratch["fast.keras"]).Predict(samples).ToArray().ShouldBe(fast.Predict(samples).ToArray());
        }
    }

    [Fact]
    public void Inputs_stay_as_they_are_where_float32_is_faster_unless_all_are_to_be_rounded()
    {
        var model = new Sequential { new DepthwiseConv2D(1, useBias: false, inputShape: [1, 1, 2]) };
        model.SetWeights([Tensor.From(new float[,,,] { { { { 1 }, { -0.5f } } } })]);
        var samples = Tensor.From(new float[,,,] { { { { 2, 1 } } } });
        var x = Tensor.From(new float[,,,] { { { { 1.01f, 5 } } } });
        // Each channel has its own scale, so both weights are whole steps of it.
        var fast = model.Quantize(samples);
        ((AdaptedLayer)fast.Layers[0]).StoredVariables[0].ToArray<sbyte>().ShouldBe([127, -127]);
        var y = fast.Predict(x).ToArray<double>();
        y[0].ShouldBe(1.01, 1e-5);
        y[1].ShouldBe(-2.5, 1e-5);
        // 1.01 is 64.135 of 63.5 a unit, so 64; 5 lies beyond the range and is 127.
        var rounded = model.Quantize(samples, new QuantizationOptions { RoundsAllInputs = true });
        y = rounded.Predict(x).ToArray<double>();
        y[0].ShouldBe(64 / 63.5, 1e-5);
        y[1].ShouldBe(-1, 1e-5);
        using var scratch = new Scratch();
        foreach (var each in (Model[])[fast, rounded])
        {
            each.Save(scratch["depthwise.keras"]);
            Model.Load(scratch["depthwise.keras"]).Predict(x).ToArray().ShouldBe(each.Predict(x).ToArray());
        }
    }

    [Theory]
    [InlineData(5, 16, 3, false)]
    [InlineData(16, 16, 3, false)]
    [InlineData(16, 8, 3, true)]
    [InlineData(32, 16, 1, false)]
    [InlineData(64, 16, 1, true)]
    public void Convolutions_round_inputs_where_their_products_outweigh_it(int channels, int filters, int kernel, bool rounds)
    {
        var model = new Sequential(seed: 1) { new Conv2D(filters, kernel, inputShape: [6, 6, channels]) };
        var x = Uniform(4, 6, 6, channels);
        var fast = model.Quantize(x);
        var weights = ((AdaptedLayer)fast.Layers[0]).StoredVariables;
        var steps = (weights[0].ToTensor().Cast(DType.Float32) / weights.Single(one => Short(one) == "kernel_scale").ToTensor()).Compute();
        model.SetWeights([steps, model.GetWeights()[1]]);
        // With the same weights, what is left is the rounding of inputs.
        var error = Error(model.Predict(x), fast.Predict(x));
        if (rounds)
            error.ShouldBeGreaterThan(1e-4);
        else
            error.ShouldBeLessThan(1e-5);
    }

    [Theory]
    [InlineData(false, 2, 6)]
    [InlineData(true, 4, 8)]
    public void Static_networks_are_written_to_ONNX_with_QuantizeLinear_and_come_back(bool all, int rounded, int weights)
    {
        using var scratch = new Scratch();
        var model = new Sequential(seed: 8)
        {
            new Conv2D(8, 3, padding: Padding.Same, activation: Activation.Relu, inputShape: [8, 8, 3]), new BatchNormalization(),
            new DepthwiseConv2D(3), new MaxPooling2D(2), new Flatten(), new Dense(6, Activation.Tanh), new Dense(3),
        };
        var samples = Uniform(20, 8, 8, 3);
        var fast = model.Quantize(samples, new QuantizationOptions { RoundsAllInputs = all });
        fast.ExportOnnx(scratch["fast.onnx"]);
        var file = Cornea.Formats.Onnx.OnnxReader.Read(scratch["fast.onnx"]);
        file.Graph.Nodes.Count(node => node.Operator == "QuantizeLinear").ShouldBe(rounded);
        file.Graph.Nodes.Count(node => node.Operator == "DequantizeLinear").ShouldBe(weights);
        file.Graph.Nodes.ShouldNotContain(node => node.Operator == "Round");
        var again = OnnxModel.Import(scratch["fast.onnx"]);
        Error(fast.Predict(samples), again.Predict(samples)).ShouldBeLessThan(0.03);
    }

    [Fact]
    public void Layers_are_left_out_by_name_and_chains_without_a_shape_and_models_inside_are_quantized()
    {
        var inner = new Sequential(name: "inner") { new Conv1D(4, 3, inputShape: [9, 2]), new BatchNormalization() };
        var model = new Sequential { inner, new Flatten(), new Dense(5, name: "kept"), new Dense(2, name: "rounded") };
        var samples = Uniform(6, 9, 2);
        model.Predict(samples);
        var fast = model.Quantize(samples, new QuantizationOptions { Layers = name => name != "kept" });
        fast.GetLayer("kept").ShouldBeOfType<Dense>();
        fast.GetLayer("rounded").ShouldBeOfType<StaticLayer>();
        ((Model)fast.Layers[0]).Layers[0].ShouldBeOfType<StaticLayer>();
        ((Model)fast.Layers[0]).Layers[1].ShouldBeOfType<Identity>();
        Error(model.Predict(samples), fast.Predict(samples)).ShouldBeLessThan(0.05);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        var model = new Sequential(seed: 2)
        {
            new Conv2D(20, 3, activation: Activation.Relu, inputShape: [14, 14, 5]), new Flatten(), new Dense(10),
        };
        var x = Uniform(9, 14, 14, 5);
        var fast = model.Quantize(x);
        float[] Run(int threads) => fast.Prepare(9, new CompileOptions { Threads = threads }).Predict(x.AsSpan<float>()).ToArray();
        Run(2).ShouldBe(Run(1));
        Run(3).ShouldBe(Run(1));
    }

    [Fact]
    public void What_cannot_be_quantized_is_said()
    {
        Should.Throw<ArgumentException>(() => new Sequential { new Dense(1, inputDim: 1) }.Quantize("int2")).Message.ShouldContain("int2");
        Should.Throw<InvalidOperationException>(() => new Sequential { new Dense(1) }.Quantize()).Message.ShouldContain("inputShape");
        Should.Throw<InvalidOperationException>(() => new Sequential { new LSTM(2, inputShape: [3, 2]) }.Quantize())
            .Message.ShouldContain("Dense");
        var model = new Sequential { new Dense(1, inputDim: 1) };
        Should.Throw<ArgumentException>(() => model.Quantize(Tensor.From(new float[,] { { float.NaN } }))).Message.ShouldContain("finite");
        Should.Throw<ArgumentException>(() => model.Quantize(Tensor.Zeros([2, 1]), new QuantizationOptions { Percentile = 0 }));
    }

    private static string Short(Variable variable) => variable.Name[(variable.Name.LastIndexOf('/') + 1)..];

    private static Tensor Uniform(params int[] shape)
    {
        var random = new System.Random(shape.Length);
        return Tensor.From(Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (float)random.NextDouble()).ToArray())
            .Reshape(new Shape(shape)).Compute();
    }

    // The largest difference by the largest magnitude.
    private static double Error(Tensor expected, Tensor found) =>
        (expected - found).Abs().Max().ToArray()[0] / expected.Abs().Max().ToArray()[0];
}
