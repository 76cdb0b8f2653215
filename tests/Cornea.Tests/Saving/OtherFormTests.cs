using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>What Keras's files hold in another form than an object of ours has, so that Keras computes the same of them.</summary>
public sealed class OtherFormTests
{
    // Keras passes over the arguments of a function that a file names, but makes layers with theirs.
    public static TheoryData<Activation, string, string, double> Functions => new()
    {
        { new LeakyReluActivation(0.1), "LeakyReLU", "negative_slope", 0.1 },
        { new EluActivation(0.5), "ELU", "alpha", 0.5 },
        { new ReluActivation(MaxValue: 2), "ReLU", "max_value", 2 },
        { new ReluActivation(NegativeSlope: 0.25), "ReLU", "negative_slope", 0.25 },
        { new ReluActivation(Threshold: 0.5), "ReLU", "threshold", 0.5 },
        { new SoftmaxActivation(1), "Softmax", "axis", 1 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_with_arguments_is_written_as_the_layer_that_has_them(
        Activation function, string layer, string key, double value)
    {
        var written = Registry.Serialize(function).AsObject();
        written["module"].AsText().ShouldBe("keras.layers");
        written["class_name"].AsText().ShouldBe(layer);
        written["config"].AsObject()[key].AsDouble().ShouldBe(value);
        Registry.Deserialize(ClassKind.Activation, written).ShouldBe(function);
    }

    [Theory]
    [InlineData("relu")]
    [InlineData("leaky_relu")]
    [InlineData("elu")]
    [InlineData("softmax")]
    [InlineData("celu")]
    public void A_function_without_arguments_is_written_as_its_name(string name) =>
        Registry.Serialize(Activation.FromName(name)).AsText().ShouldBe(name);

    // No layer of Keras has these arguments: under another module Keras refuses the file, under its own it would compute something else.
    [Fact]
    public void Arguments_that_Keras_has_nowhere_are_not_written_as_its_functions()
    {
        var written = Registry.Serialize(new CeluActivation(2)).AsObject();
        written["module"].AsText().ShouldBe("cornea.activations");
        Registry.Deserialize(ClassKind.Activation, written).ShouldBe(new CeluActivation(2));
    }

    [Fact]
    public void The_hard_sigmoid_of_Keras_2_is_two_layers_of_Keras_3()
    {
        var written = Registry.Serialize(new HardSigmoidKeras2Activation()).AsObject();
        written["class_name"].AsText().ShouldBe("Sequential");
        Registry.Deserialize(ClassKind.Activation, written).ShouldBe(new HardSigmoidKeras2Activation());
        Registry.Deserialize(ClassKind.Activation, "hard_sigmoid_keras2").ShouldBe(new HardSigmoidKeras2Activation());
        // The layers themselves compute it: 0 up to -2.5, 1 from 2.5 on, 0.2 x + 0.5 between.
        var layers = (Model)Registry.Deserialize(ClassKind.Layer, written);
        ((Tensor)layers.Apply(Tensor.From((float[])[-3, -2.5f, -1, 0, 2, 2.5f, 4], [1, 7]))).ToArray()
            .ShouldBe([0, 0, 0.3f, 0.5f, 0.9f, 1, 1], 1e-6);
    }

    [Fact]
    public void Another_network_is_no_activation()
    {
        var form = Registry.Serialize(new Sequential("twice") { new Rescaling(2) });
        Should.Throw<ConfigException>(() => Registry.Deserialize(ClassKind.Activation, form)).Message.ShouldContain("Sequential");
    }

    [Fact]
    public void A_recurrent_network_of_Keras_2_comes_back_with_the_same_bits()
    {
        using var scratch = new Scratch();
        var model = new Sequential(seed: 2)
        {
            new InputLayer([4, 3]), new LSTM(5, recurrentActivation: new HardSigmoidKeras2Activation()),
            new Dense(2, new HardSigmoidKeras2Activation()),
        };
        var x = RandomKey.From(1).Uniform([2, 4, 3], -1, 1);
        foreach (var name in (string[])["model.keras", "model.h5"])
        {
            model.Save(scratch[name]);
            var back = Model.Load(scratch[name]);
            back.Predict(x, verbose: Verbosity.Silent).ToArray().ShouldBe(model.Predict(x, verbose: Verbosity.Silent).ToArray());
            ((Dense)back.Layers[1]).Activation.ShouldBe(new HardSigmoidKeras2Activation());
        }
    }

    // Keras 3.15 hands on the output of a model inside a Sequential as its file has it: a list of one would reach the next layer.
    [Fact]
    public void The_ends_of_a_functional_model_inside_a_sequential_one_stand_alone()
    {
        var input = Model.Input([4]);
        var inner = new Functional(input, new Dense(3).On(input), name: "inner");
        var model = new Sequential { inner, new Dense(2) };
        var config = Registry.GetConfig(model)["layers"].AsList().Select(layer => layer.AsObject())
            .Single(layer => layer["class_name"].AsText() == "Functional")["config"].AsObject();
        config["output_layers"].AsList()[0].Kind.ShouldBe(ConfigValueKind.Text);
        config["input_layers"].AsList()[0].Kind.ShouldBe(ConfigValueKind.Text);
        ((Model)Registry.Deserialize(ClassKind.Layer, Registry.Serialize(model))).Layers[0].ShouldBeOfType<Functional>();
    }

    // Keras does not make a stateful layer for batches of any length.
    [Theory]
    [InlineData("LSTM", "\"units\": 3, \"stateful\": true")]
    [InlineData("Masking", "\"mask_value\": 0")]
    [InlineData("TimeDistributed", "\"layer\": {\"class_name\": \"Dense\", \"config\": {\"units\": 2}}")]
    public void The_length_of_the_batch_that_a_file_of_Keras_2_fixes_is_kept(string first, string arguments)
    {
        var model = (Model)Registry.FromConfig(ClassKind.Layer, "Sequential", ConfigJson.Parse(
            "{\"name\": \"s\", \"layers\": [{\"class_name\": \"" + first + "\", \"config\": {\"name\": \"first\", " + arguments
            + ", \"batch_input_shape\": [50, 16, 4]}}]}").AsObject());
        var written = Registry.GetConfig(model);
        written["layers"].AsList()[0].AsObject()["config"].AsObject()["batch_shape"].AsList()[0].AsInt64().ShouldBe(50);
        written["build_input_shape"].AsList()[0].AsInt64().ShouldBe(50);
        Registry.GetConfig(model.Clone())["build_input_shape"].AsList()[0].AsInt64().ShouldBe(50);
    }
}
