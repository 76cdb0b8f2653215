using System.IO.Compression;
using Cornea.Formats.Hdf5;
using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>What is written is what every Keras 3 reads, from 3.0 on: the words and forms that all of them share.</summary>
public sealed class EveryKerasTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("every-keras").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Keys that a version after 3.0 gave to a class, at their defaults: constructors of Keras 3.0.5 and 3.15.1 side by side.
    public static TheoryData<string, string> Younger => new()
    {
        { "MultiHeadAttention", "seed use_gate sliding_window flash_attention" },
        { "GroupQueryAttention", "seed use_gate sliding_window flash_attention" },
        { "ZeroPadding1D", "data_format" },
        { "RandomFlip", "data_format" },
        { "RandomContrast", "data_format value_range" },
        { "RandomBrightness", "data_format" },
        { "Resizing", "fill_mode fill_value pad_to_aspect_ratio antialias" },
        { "CategoryEncoding", "sparse" },
        { "IntegerLookup", "oov_method salt" },
        { "LSTM", "use_cudnn zero_output_for_mask" },
        { "Embedding", "quantization_config lora_rank lora_alpha" },
        { "BatchNormalization", "renorm renorm_clipping renorm_momentum" },
        { "InputLayer", "optional ragged" },
    };

    [Theory]
    [MemberData(nameof(Younger))]
    public void Keys_younger_than_Keras_3_0_are_left_out_at_their_defaults(string className, string keys)
    {
        var (row, picture, number) = (Model.Input([3, 4]), Model.Input([4, 4, 3]), Model.Input([2], DType.Int64));
        var model = className switch
        {
            "MultiHeadAttention" => new Functional(row, new MultiHeadAttention(2, 3).On(row, row)),
            "GroupQueryAttention" => new Functional(row, new GroupQueryAttention(4, 2, 1).On(row, row)),
            "ZeroPadding1D" => new Functional(row, new ZeroPadding1D().On(row)),
            "RandomFlip" => new Functional(picture, new RandomFlip().On(picture)),
            "RandomContrast" => new Functional(picture, new RandomContrast(0.1).On(picture)),
            "RandomBrightness" => new Functional(picture, new RandomBrightness(0.1).On(picture)),
            "Resizing" => new Functional(picture, new Resizing(2, 2).On(picture)),
            "CategoryEncoding" => new Functional(number, new CategoryEncoding(3).On(number)),
            "IntegerLookup" => new Functional(number, new IntegerLookup(vocabulary: [1]).On(number)),
            "Embedding" => new Functional(number, new Embedding(3, 2).On(number)),
            _ => new Functional(row, new BatchNormalization().On(new LSTM(2).On(row))),
        };
        model.Save(At("m.keras"));
        var config = Layers("m.keras").Single(layer => layer["class_name"].AsText() == className)["config"].AsObject();

        foreach (var key in keys.Split(' '))
        {
            config.Keys.ShouldNotContain(key);
        }
    }

    [Fact]
    public void Keys_with_another_value_stay()
    {
        new Sequential { new InputLayer([4, 4, 1]), new Resizing(2, 2, antialias: true) }.Save(At("m.keras"));
        Layers("m.keras")[1]["config"].AsObject()["antialias"].AsBoolean().ShouldBeTrue();
    }

    [Fact]
    public void The_orthogonal_initializer_has_the_name_that_all_versions_read()
    {
        new Sequential { new LSTM(2, inputShape: [3, 2]) }.Save(At("m.keras"));
        var cell = Layers("m.keras")[1]["config"].AsObject();

        cell["recurrent_initializer"].AsObject()["class_name"].AsText().ShouldBe("OrthogonalInitializer");
        ((LSTM)((Sequential)Model.Load(At("m.keras"))).Layers[^1]).RecurrentInitializer.ShouldBeOfType<Orthogonal>();
    }

    [Fact]
    public void Single_inputs_and_outputs_stand_in_a_list()
    {
        // Keras 3.0 to 3.5 read no other form.
        var x = Model.Input([2], name: "x");
        new Functional(x, new Dense(1, name: "d").On(x)).Save(At("m.keras"));
        var config = Config("m.keras")["config"].AsObject();

        config["input_layers"].ToString().ShouldBe("""[["x", 0, 0]]""");
        config["output_layers"].ToString().ShouldBe("""[["d", 0, 0]]""");
    }

    [Fact]
    public void Calls_of_a_model_inside_are_counted_from_1_at_the_end_and_from_0_among_arguments()
    {
        // The inner model adds 1: called on x, on 2x, and on what the first call gives. Keras numbers calls at the end from 1.
        var x = Model.Input([1], name: "x");
        var y = Model.Input([1], name: "y");
        var inner = new Functional(y, y + 1, name: "inner");
        var first = inner.On(x);
        var second = inner.On(x * 2);
        var third = inner.On(first);
        var model = new Functional([x], [third, first, second]);
        model.Save(At("m.keras"));

        Config("m.keras")["config"].AsObject()["output_layers"].ToString()
            .ShouldBe("""[["inner", 3, 0], ["inner", 1, 0], ["inner", 2, 0]]""");
        Values(model).ShouldBe([12, 11, 21]);
        Values(Model.Load(At("m.keras"))).ShouldBe([12, 11, 21]);
        model.Save(At("m.h5"));
        Values(Model.Load(At("m.h5"))).ShouldBe([12, 11, 21]);

        static float[] Values(Model model) =>
            [.. model.PredictAll(Tensor.Full([1, 1], 10f), verbose: Verbosity.Silent).Select(output => output.ToArray()[0])];
    }

    [Fact]
    public void The_only_call_of_a_model_inside_is_0_at_the_end_as_Keras_3_0_needs_it_and_1_is_read()
    {
        var x = Model.Input([1], name: "x");
        var y = Model.Input([1], name: "y");
        var model = new Functional(x, new Functional(y, y + 1, name: "inner").On(x));
        model.Save(At("m.keras"));
        var config = Config("m.keras");
        config["config"].AsObject()["output_layers"].ToString().ShouldBe("""[["inner", 0, 0]]""");

        config["config"].AsObject()["output_layers"] =
            ConfigValue.List([ConfigValue.List(["inner", 1L, 0L])]);
        ((Model)Registry.Deserialize(ClassKind.Layer, config)).Predict(Tensor.Full([1, 1], 10f), verbose: Verbosity.Silent)
            .ToArray().ShouldBe([11]);
    }

    [Fact]
    public void A_cell_is_called_on_its_input_and_its_states_and_built_for_its_input()
    {
        var x = Model.Input([3], name: "x");
        var h = Model.Input([4], name: "h");
        var model = new Functional([x, h], [.. new GRUCell(4, name: "cell").OnAll(x, h)]);
        model.Save(At("m.keras"));
        var cell = Layers("m.keras")[2];

        cell["build_config"].ToString().ShouldBe("""{"input_shape": [null, 3]}""");
        var arguments = cell["inbound_nodes"].AsList()[0].AsObject()["args"].AsList();
        arguments.Count.ShouldBe(2);
        arguments[0].Kind.ShouldBe(ConfigValueKind.Object);
        arguments[1].AsList().Count.ShouldBe(1);
        Tensor[] inputs = [Tensor.Full([2, 3], 0.5f), Tensor.Full([2, 4], -0.5f)];
        Model.Load(At("m.keras")).PredictAll(inputs, verbose: Verbosity.Silent).Select(output => output.ToArray())
            .ShouldBe(model.PredictAll(inputs, verbose: Verbosity.Silent).Select(output => output.ToArray()));
    }

    [Fact]
    public void Layers_without_weights_have_no_build_config()
    {
        // Keras 3.0 does not read those of Dot and others.
        new Sequential { new Flatten(inputShape: [2, 2]), new Dense(1) }.Save(At("m.keras"));
        var layers = Layers("m.keras");

        layers[1].Keys.ShouldNotContain("build_config");
        layers[2].Keys.ShouldContain("build_config");
    }

    // Keras 3.0 would build the layer that it copies for both directions, and look for its weights.
    [Fact]
    public void The_directions_of_a_Bidirectional_have_no_build_config()
    {
        var row = Model.Input([3, 4]);
        new Functional(row, new Bidirectional(new LSTM(2)).On(row)).Save(At("m.keras"));
        var layer = Layers("m.keras")[1];
        layer.Contains("build_config").ShouldBeTrue();
        layer["config"].AsObject()["layer"].AsObject().Contains("build_config").ShouldBeFalse();
        Model.Load(At("m.keras")).Weights.Count.ShouldBe(6);
    }

    [Fact]
    public void In_the_legacy_form_layers_of_a_model_have_no_module_and_layers_inside_layers_have_one()
    {
        new Sequential
        {
            new Bidirectional(new GRU(2), inputShape: [3, 2]), new Reshape([1, 4]), new TimeDistributed(new Dense(2)),
        }.Save(At("m.h5"));
        using var file = Hdf5File.Open(At("m.h5"));
        var layers = ConfigJson.Parse(file.Root.Attributes["model_config"].ReadString()).AsObject()["config"].AsObject()["layers"].AsList();

        layers.ShouldAllBe(layer => !layer.AsObject().Contains("module"));
        foreach (var layer in (ConfigValue[])[layers[1], layers[3]])
        {
            layer.AsObject()["config"].AsObject()["layer"].AsObject()["module"].AsText().ShouldBe("keras.layers");
        }
    }

    [Fact]
    public void The_legacy_form_has_Keras_own_name_of_the_class_that_is_exported_under_another()
    {
        var x = Model.Input([3, 4], name: "x");
        var model = new Functional(x, new GroupQueryAttention(2, 2, 1).On(x, x));
        model.Save(At("m.h5"));
        using (var file = Hdf5File.Open(At("m.h5")))
        {
            file.Root.Attributes["model_config"].ReadString().ShouldContain("\"GroupedQueryAttention\"");
        }
        var input = Tensor.Full([1, 3, 4], 0.5f);
        Model.Load(At("m.h5")).Predict(input, verbose: Verbosity.Silent).ToArray()
            .ShouldBe(model.Predict(input, verbose: Verbosity.Silent).ToArray());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("false")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void A_key_of_a_later_Keras_that_is_off_is_passed_over_with_a_note(string value)
    {
        var notes = new ConfigSource(new Version(3, 99));
        var layer = (Dense)Registry.FromConfig(
            ClassKind.Layer, "Dense", new ConfigObject { { "units", 3L }, { "use_something_new", ConfigJson.Parse(value) } }, notes);

        layer.Units.ShouldBe(3);
        notes.Notes.Single().ShouldContain("use_something_new");
    }

    [Theory]
    [InlineData("use_something_new", "true")]
    [InlineData("use_something_new", "\"auto\"")]
    [InlineData("use_something_new", "0")]
    [InlineData("use_something_new", "[1]")]
    [InlineData("center", "false")]
    public void A_key_that_is_not_off_is_refused_and_so_is_false_where_on_is_the_rule(string key, string value)
    {
        var exception = Should.Throw<ConfigException>(() => Registry.FromConfig(
            ClassKind.Layer, "Dense", new ConfigObject { { "units", 3L }, { key, ConfigJson.Parse(value) } }));
        exception.Message.ShouldContain($"Dense has no key '{key}'");
        exception.Message.ShouldContain(ConfigJson.Parse(value).ToString());
    }

    [Fact]
    public void Which_kernel_a_layer_uses_says_nothing_of_what_it_computes() => ((LSTM)Registry.FromConfig(
        ClassKind.Layer, "LSTM", new ConfigObject { { "units", 3L }, { "use_cudnn", "auto" } })).Units.ShouldBe(3);

    private ConfigObject[] Layers(string name) =>
        [.. Config(name)["config"].AsObject()["layers"].AsList().Select(layer => layer.AsObject())];

    private string At(string name) => Path.Combine(_folder, name);

    private ConfigObject Config(string name)
    {
        using var zip = ZipFile.OpenRead(At(name));
        using var reader = new StreamReader(zip.GetEntry("config.json")!.Open());
        return ConfigJson.Parse(reader.ReadToEnd()).AsObject();
    }
}
