using Shouldly;

namespace Cornea.Tests.Models;

public sealed class FunctionalTests
{
    private static readonly Tensor Rows = Tensor.From([1f, 2, 3, 4, -1, 0, 2, 1], [2, 4]);

    private static Functional Siamese(long seed = 0)
    {
        var (a, b) = (Model.Input([4], name: "a"), Model.Input([4], name: "b"));
        var (shared, normalization) = (new Dense(3, Activation.Tanh, name: "shared"), new LayerNormalization(name: "ln"));
        var (left, right) = (normalization.On(shared.On(a)), normalization.On(shared.On(b)));
        var dot = new Dot(1, name: "dot").On(left, right);
        var joined = new Concatenate(name: "cat").On(left, right, dot);
        return new Functional([a, b], new Dense(1, Activation.Sigmoid, name: "out").On(joined), "siamese", seed);
    }

    [Fact]
    public void A_call_knows_the_shape_of_what_will_come_out()
    {
        var x = Model.Input([Shape.Unknown, 8]);
        var h = new Dense(3).On(x);

        x.Shape.ToString().ShouldBe("(None, None, 8)");
        h.Shape.ToString().ShouldBe("(None, None, 3)");
        new Flatten().On(Model.Input([28, 28, 1])).Shape.ToString().ShouldBe("(None, 784)");
        h.ToString().ShouldBe("float32 (None, None, 3) of Dense 'dense'");
    }

    [Fact]
    public void A_wrong_shape_is_named_where_the_layer_is_called()
    {
        var (a, b) = (Model.Input([4]), Model.Input([5]));

        Should.Throw<ShapeException>(() => new Add().On(a, b)).Message.ShouldContain("Add 'add'");
    }

    [Fact]
    public void Branches_run_as_the_layers_do_by_hand()
    {
        var x = Model.Input([4]);
        var (first, second) = (new Dense(3, Activation.Relu), new Dense(3));
        var model = new Functional(x, new Multiply().On(first.On(x), second.On(x)));
        var expected = (Tensor)first.Apply(Rows) * (Tensor)second.Apply(Rows);

        model.Predict(Rows, verbose: Verbosity.Silent).ToArray().ShouldBe(expected.ToArray());
        model.Layers.Select(layer => layer.Name).ShouldBe(["input_layer", "dense", "dense_1", "multiply"]);
        first.GetWeights()[0].ToArray().ShouldNotBe(second.GetWeights()[0].ToArray());
    }

    [Fact]
    public void Operators_are_operations_and_no_layers()
    {
        var (a, b) = (Model.Input([2]), Model.Input([2]));
        var model = new Functional([a, b], ((a + b) * (a - b)) / 2);

        model.Predict(new[] { Tensor.From([3f, 1], [1, 2]), Tensor.From([1f, 5], [1, 2]) }, verbose: Verbosity.Silent).ToArray()
            .ShouldBe([4f, -12]);
        model.Sublayers.Select(layer => layer.ClassName)
            .ShouldBe(["InputLayer", "InputLayer", "Add", "Subtract", "Multiply", "TrueDivide"]);
    }

    [Fact]
    public void First_weights_are_a_function_of_the_seed_and_the_names()
    {
        var (first, again, other) = (Siamese(3).GetWeights(), Siamese(3).GetWeights(), Siamese(4).GetWeights());

        first[0].ToArray().ShouldBe(again[0].ToArray());
        first[0].ToArray().ShouldNotBe(other[0].ToArray());
        Siamese().Weights.Select(weight => weight.Variable.Name)
            .ShouldBe(["shared/kernel", "shared/bias", "ln/gamma", "ln/beta", "out/kernel", "out/bias"]);
    }

    [Fact]
    public void A_chain_and_the_same_layers_called_one_by_one_start_alike()
    {
        var x = Model.Input([4]);
        var functional = new Functional(x, new Dense(2).On(new Dense(3, Activation.Relu).On(x)), seed: 5);
        var sequential = new Sequential(seed: 5) { new Dense(3, Activation.Relu, inputDim: 4), new Dense(2) };

        functional.Predict(Rows, verbose: Verbosity.Silent).ToArray()
            .ShouldBe(sequential.Predict(Rows, verbose: Verbosity.Silent).ToArray());
    }

    [Fact]
    public void A_shared_layer_has_its_weights_once()
    {
        var model = Siamese();

        model.CountParameters().ShouldBe(29);
        model.Compile(new Adam(), new BinaryCrossentropy(), [new BinaryAccuracy()]);
        model.Fit(new[] { Rows, Rows * 2 }, Tensor.From([1f, 0], [2, 1]), verbose: Verbosity.Silent);
        model.Optimizer!.Variables.Count.ShouldBe(2 + 2 * 6);
    }

    [Fact]
    public void A_gradient_goes_through_both_calls_of_a_shared_layer()
    {
        var (a, b) = (Model.Input([2]), Model.Input([2]));
        var shared = new Dense(1, kernelInitializer: new Ones());
        var model = new Functional([a, b], shared.On(a) + shared.On(b));
        model.Compile(new SGD(learningRate: 1), new MeanAbsoluteError());

        model.TrainOnBatch(new[] { Tensor.From([1f, 2], [1, 2]), Tensor.From([10f, 20], [1, 2]) }, Tensor.From([0f], [1, 1]));

        shared.GetWeights()[0].ToArray().ShouldBe([1 - 11f, 1 - 22f]);
    }

    [Fact]
    public void Masks_go_along_the_branches()
    {
        var tokens = Model.Input([3], DType.Int32);
        var embedded = new Embedding(5, 2, maskZero: true).On(tokens);
        var model = new Functional(tokens, new Dense(2).On(new Add().On(embedded, new Dropout(0.1).On(embedded))));
        var context = new CallContext();

        var output = (Tensor)model.Apply(Tensor.From([1, 0, 2, 0, 0, 3], [2, 3]), context);

        context.MaskOf(output)!.ToFloat32().ToArray().ShouldBe([1f, 0, 1, 0, 0, 1]);
    }

    [Fact]
    public void Penalties_and_moving_averages_of_inner_models_count()
    {
        var inner = new Sequential { new BatchNormalization(momentum: 0.5, name: "bn"),
            new Dense(2, kernelRegularizer: new L2(0.1), kernelInitializer: new Ones()) };
        var x = Model.Input([2]);
        var model = new Functional(x, inner.On(x));
        model.Compile(new SGD(learningRate: 0), new MeanSquaredError());

        var result = model.TrainOnBatch(Tensor.From([2f, 0, 4, 0], [2, 2]), Tensor.From([0f, 0, 0, 0], [2, 2]));

        inner.GetLayer("bn").GetWeights()[2].ToArray().ShouldBe([1.5f, 0]);
        result.Loss.ShouldBe(0.4 + 1, 1e-2);
        model.Weights.Select(weight => weight.Variable.Name).First().ShouldBe("sequential/bn/gamma");
    }

    [Fact]
    public void A_part_of_a_model_is_a_model_with_the_same_weights()
    {
        var x = Model.Input([4]);
        var hidden = new Dense(3, Activation.Relu, name: "hidden").On(x);
        var whole = new Functional(x, new Dense(2, name: "head").On(hidden));
        var front = new Functional(whole.Inputs, whole.GetLayer("hidden").Output);
        var back = new Functional(hidden, whole.Output);

        var features = front.Predict(Rows, verbose: Verbosity.Silent);
        back.Predict(features, verbose: Verbosity.Silent).ToArray().ShouldBe(whole.Predict(Rows, verbose: Verbosity.Silent).ToArray());
        back.Layers.Select(layer => layer.Name).ShouldBe(["input_layer", "head"]);
        back.SummaryText().ShouldNotContain("hidden");
    }

    [Fact]
    public void Features_come_from_the_middle_of_a_chain()
    {
        var chain = new Sequential { new Dense(3, Activation.Relu, inputDim: 4), new Dense(3), new Dense(2) };
        var features = new Functional(chain.Inputs, [chain.GetLayer(0).Output, chain.GetLayer("dense_2").Output]);

        var outputs = features.PredictAll(Rows, verbose: Verbosity.Silent);

        outputs[0].Shape.ToString().ShouldBe("(2, 3)");
        outputs[1].ToArray().ShouldBe(chain.Predict(Rows, verbose: Verbosity.Silent).ToArray());
        features.OutputNames.ShouldBe(["dense", "dense_2"]);
    }

    [Fact]
    public void Models_stand_inside_models()
    {
        var inner = Siamese();
        var x = Model.Input([4], name: "x");
        var model = new Functional(x, new Dense(1).On(inner.On(x, new Dense(4).On(x))));

        model.Layers.Select(layer => layer.Name).ShouldBe(["x", "dense", "siamese", "dense_1"]);
        model.CountParameters().ShouldBe(29 + 20 + 2);
        model.SummaryText().ShouldContain("(None, 1)         │         29 │ x[0][0],");
    }

    [Fact]
    public void A_call_may_be_outside_of_training()
    {
        var (x, dropout) = (Model.Input([4]), new Dropout(0.5));
        var model = new Functional(x, [dropout.On(x), dropout.On(x, training: false)]);

        var outputs = model.Apply(Rows, training: true);

        outputs[0].ToArray().ShouldNotBe(Rows.ToArray());
        outputs[1].ToArray().ShouldBe(Rows.ToArray());
    }

    [Fact]
    public void Several_outputs_are_trained_and_named_each()
    {
        var x = Model.Input([4]);
        var model = new Functional(x, [new Dense(2, Activation.Softmax, name: "kind").On(x), new Dense(1, name: "size").On(x)]);
        model.Compile(new SGD(), [new CategoricalCrossentropy(), new MeanSquaredError()],
            [[new CategoricalAccuracy("accuracy")], [new MeanAbsoluteError()]], [1, 0.5]);

        var history = model.Fit(Rows, new[] { Tensor.From([1f, 0, 0, 1], [2, 2]), Tensor.From([1f, 2], [2, 1]) },
            verbose: Verbosity.Silent);

        history.Names.ShouldBe(["kind_accuracy", "kind_loss", "loss", "size_loss", "size_mean_absolute_error"]);
        history["loss"][0].ShouldBe(history["kind_loss"][0] + 0.5 * history["size_loss"][0], 1e-5);
    }

    [Fact]
    public void Losses_and_metrics_may_be_given_by_the_names_of_the_outputs()
    {
        var x = Model.Input([4]);
        var model = new Functional(x, [new Dense(1, name: "free").On(x), new Dense(1, name: "size").On(x)]);
        var losses = new Dictionary<string, Loss> { ["size"] = new MeanSquaredError() };
        model.Compile(new SGD(0.01), losses,
            new Dictionary<string, IReadOnlyList<Metric>> { ["size"] = [new RootMeanSquaredError("rmse")] });
        var free = model.GetLayer("free").GetWeights()[0].ToArray();

        var result = model.TrainOnBatch(Rows, new[] { Tensor.Zeros([2, 1]), Tensor.Ones([2, 1]) });

        result.Names.ShouldBe(["loss", "size_loss", "size_rmse"]);
        model.GetLayer("free").GetWeights()[0].ToArray().ShouldBe(free);
        losses["sise"] = losses["size"];
        Should.Throw<KeyNotFoundException>(() => model.Compile(new SGD(), losses)).Message.ShouldContain(
            "no output 'sise'. Did you mean 'size'?");
    }

    [Fact]
    public void A_missing_input_is_named()
    {
        var (a, b) = (Model.Input([4], name: "a"), Model.Input([4], name: "b"));

        Should.Throw<ArgumentException>(() => new Functional(a, a + b)).Message.ShouldContain(
            "InputLayer 'b', which is not among its inputs");
        Should.Throw<ShapeException>(() => Siamese().Predict(Rows, verbose: Verbosity.Silent)).Message.ShouldContain(
            "2 inputs (a, b), but received 1");
        Should.Throw<ArgumentException>(() => new Functional(a, new Dense(1, name: "a").On(a))).Message.ShouldContain("two layers 'a'");
        Should.Throw<InvalidOperationException>(() => new Dense(1).Output).Message.ShouldContain("has no Output");
    }

    [Fact]
    public void A_very_deep_model_does_not_need_a_deep_stack()
    {
        var x = Model.Input([1]);
        var deep = x;
        for (var i = 0; i < 3000; i++)
            deep = new Identity().On(deep);

        new Functional(x, deep).Layers.Count.ShouldBe(3001);
    }
}
