using Shouldly;

namespace Cornea.Tests.Models;

public sealed class SequentialTests
{
    private static Sequential TwoLayers(long seed = 0) => new(seed: seed)
    {
        new Dense(5, Activation.Relu, inputDim: 4),
        new Dense(3, Activation.Softmax),
    };

    [Fact]
    public void Layers_are_named_as_Keras_names_them()
    {
        var model = new Sequential { new Dense(5), new Dense(4), new Flatten(), new ActivationLayer(Activation.Relu),
            new Dense(2, name: "head") };

        model.Layers.Select(layer => layer.Name).ShouldBe(["dense", "dense_1", "flatten", "activation", "head"]);
        model.Name.ShouldBe("sequential");
    }

    [Fact]
    public void A_second_layer_of_one_name_is_refused()
    {
        var model = new Sequential { new Dense(5, name: "a") };

        Should.Throw<ArgumentException>(() => model.Add(new Dense(5, name: "a"))).Message.ShouldContain("Give each layer its own name");
    }

    [Fact]
    public void First_weights_are_a_function_of_the_seed()
    {
        var first = TwoLayers(7).GetWeights();
        var again = TwoLayers(7).GetWeights();
        var other = TwoLayers(8).GetWeights();

        first.Count.ShouldBe(4);
        for (var i = 0; i < 4; i++)
            first[i].ToArray().ShouldBe(again[i].ToArray());
        first[0].ToArray().ShouldNotBe(other[0].ToArray());
        first[0].ToArray()[..12].ShouldNotBe(first[2].ToArray()[..12]);
    }

    [Fact]
    public void Weights_are_counted_and_carry_paths()
    {
        var model = TwoLayers();

        model.CountParameters().ShouldBe(4 * 5 + 5 + 5 * 3 + 3);
        model.Weights.Select(weight => weight.Variable.Name).ShouldBe(["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"]);
        model.Weights[0].Name.ShouldBe("kernel");
    }

    [Fact]
    public void Output_shapes_keep_the_batch_unknown()
    {
        TwoLayers().ComputeOutputShape([Shape.Unknown, 4])[0].ToString().ShouldBe("(None, 3)");
        new Flatten().ComputeOutputShape([Shape.Unknown, 4, 5])[0].ToString().ShouldBe("(None, 20)");
        new Reshape([2, -1]).ComputeOutputShape([Shape.Unknown, 4, 5])[0].ToString().ShouldBe("(None, 2, 10)");
        new Dense(2).ComputeOutputShape([Shape.Unknown, Shape.Unknown, 5])[0].ToString().ShouldBe("(None, None, 2)");
    }

    [Fact]
    public void A_wrong_width_says_what_to_do()
    {
        var model = new Sequential { new Dense(10), new Dense(10, inputDim: 784) };
        model.Pop();
        var dense = new Dense(10, name: "dense_1");
        dense.BuildFor([[Shape.Unknown, 784]]);

        Should.Throw<ShapeException>(() => dense.Apply(Tensor.Zeros([128, 28, 28]))).Message.ShouldBe(
            "Dense 'dense_1' expects inputs whose last axis has 784 features, but received shape (128, 28, 28). Add new Flatten() before "
                + "it.");
        Should.Throw<ShapeException>(() => dense.Apply(Tensor.Zeros([128, 700]))).Message.ShouldContain("Feed data with 784 features");
    }

    [Fact]
    public void Errors_inside_a_layer_name_the_layer()
    {
        var layer = new Reshape([3, 5], name: "grid");

        Should.Throw<ShapeException>(() => layer.Apply(Tensor.Zeros([2, 4]))).Message.ShouldStartWith(
            "Reshape 'grid' makes samples of shape (3, 5)");
    }

    [Fact]
    public void Integers_reach_a_dense_layer_as_float32()
    {
        var model = TwoLayers();
        Tensor bytes = Tensor.From(new byte[] { 1, 2, 3, 4 }, [1, 4]);

        ((Tensor)model.Apply(bytes)).ToArray().ShouldBe(((Tensor)model.Apply(bytes.ToFloat32())).ToArray());
    }

    [Fact]
    public void Popping_takes_the_last_layer_and_its_weights()
    {
        var model = TwoLayers();
        model.Pop().Name.ShouldBe("dense_1");
        model.Weights.Count.ShouldBe(2);
    }

    [Fact]
    public void Freezing_a_layer_takes_its_weights_from_training()
    {
        var model = TwoLayers();
        model.Layers[0].Trainable = false;

        model.TrainableWeights.Count.ShouldBe(2);
        model.NonTrainableWeights.Count.ShouldBe(2);
        model.Trainable = false;
        model.TrainableWeights.ShouldBeEmpty();
        model.Trainable = true;
        model.TrainableWeights.Count.ShouldBe(4);
    }

    [Fact]
    public void An_unknown_layer_is_answered_with_the_nearest()
    {
        Should.Throw<KeyNotFoundException>(() => TwoLayers().GetLayer("dence_1")).Message.ShouldContain("Did you mean 'dense_1'?");
    }

    [Fact]
    public void A_model_stands_inside_a_model()
    {
        var inner = new Sequential { new Dense(3, inputDim: 4), new Dense(2) };
        var outer = new Sequential { inner, new Dense(1) };

        outer.CountParameters().ShouldBe(4 * 3 + 3 + 3 * 2 + 2 + 2 + 1);
        outer.Weights[0].Variable.Name.ShouldBe("sequential/dense/kernel");
        ((Tensor)outer.Apply(Tensor.Ones([5, 4]))).Shape.ToString().ShouldBe("(5, 1)");
    }

    [Fact]
    public void The_summary_is_that_of_Keras()
    {
        var model = new Sequential { new Dense(512, Activation.Relu, inputDim: 784), new Dense(10) };

        model.SummaryText().ShouldBe(
            """
            Model: "sequential"
            ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
            ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
            ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
            │ dense (Dense)                   │ (None, 512)            │       401,920 │
            ├─────────────────────────────────┼────────────────────────┼───────────────┤
            │ dense_1 (Dense)                 │ (None, 10)             │         5,130 │
            └─────────────────────────────────┴────────────────────────┴───────────────┘
             Total params: 407,050 (1.55 MB)
             Trainable params: 407,050 (1.55 MB)
             Non-trainable params: 0 (0.00 B)

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Axes_of_unknown_length_that_no_weight_depends_on_do_not_put_the_weights_off()
    {
        var model = new Sequential(seed: 5) { new InputLayer([Shape.Unknown, 3]), new LSTM(4), new Dense(2) };
        // 4 gates of 4 units from 3 inputs and 4 states, with a bias each; then 4 inputs and a bias of 2.
        model.CountParameters().ShouldBe(4 * 4 * (3 + 4 + 1) + 2 * 5);
        model.Weights.Count.ShouldBe(5);
        var called = new Sequential(seed: 5) { new LSTM(4), new Dense(2) };
        called.Apply(Tensor.Ones([1, 7, 3]));
        model.GetWeights()[0].ToArray().ShouldBe(called.GetWeights()[0].ToArray());
        model.Outputs[0].Shape.ToString().ShouldBe("(None, 2)");
    }

    [Fact]
    public void A_weight_that_depends_on_an_axis_of_unknown_length_waits_for_the_first_call()
    {
        var model = new Sequential { new InputLayer([Shape.Unknown, 3]), new Flatten(), new Dense(2) };
        model.Weights.ShouldBeEmpty();
        model.Apply(Tensor.Ones([1, 7, 3]));
        model.CountParameters().ShouldBe(21 * 2 + 2);
    }

    [Fact]
    public void A_place_without_a_layer_is_named() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Sequential { new Dense(1), new Dense(2) }.GetLayer(2))
            .Message.ShouldContain("has 2 layers, but layer 2 was asked for");

    [Fact]
    public void A_missing_axis_of_samples_is_named() =>
        Should.Throw<ShapeException>(() => new Sequential { new Dense(1, inputDim: 2) }.Apply(Tensor.From([1f, 2])))
            .Message.ShouldContain("x.ExpandDims(0)");

    [Fact]
    public void A_class_that_is_misspelt_in_a_configuration_is_recognized() =>
        Should.Throw<ConfigException>(() => Model.FromJson(
            """{"class_name": "Sequential", "config": {"layers": [{"class_name": "Dens", "config": {"name": "one", "units": 3}}]}}"""))
            .Message.ShouldContain("(Dens; did you mean Dense?)");

    [Theory]
    [InlineData("{hello", "received 'h'")]
    [InlineData("{\"a\": ", "received the end of the text")]
    [InlineData("{\"a\": \u0001}", "received the character U+0001")]
    public void What_stands_in_place_of_JSON_is_named(string json, string message) =>
        Should.Throw<ConfigException>(() => Model.FromJson(json)).Message.ShouldContain(message);
}
