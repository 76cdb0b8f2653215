using Shouldly;

namespace Cornea.Tests.Layers;

public sealed class RecurrentTests
{
    private static readonly Tensor X = RandomKey.From(3).Uniform([4, 6, 3], -1, 1).Compute();

    [Fact]
    public void A_stateful_layer_continues_where_the_last_pass_ended()
    {
        var (whole, parts) = (new LSTM(5), new LSTM(5, stateful: true));
        var expected = ((Tensor)whole.Apply(X)).ToArray();
        parts.BuildFor([X.Shape]);
        parts.SetWeights(whole.GetWeights());
        var x = Tensor.Input([4, 3, 3]);
        var context = new CallContext();
        var step = new CompiledFunction([x], [parts.Apply(x, context)], context.Updates);
        var first = step.Call(X[.., ..3])[0].ToArray();
        Close(step.Call(X[.., 3..])[0].ToArray(), expected);
        parts.ResetState();
        step.Call(X[.., ..3])[0].ToArray().ShouldBe(first);
    }

    [Fact]
    public void First_states_are_inputs_and_last_states_are_outputs()
    {
        var layer = new GRU(5, returnState: true);
        var half = layer.Apply(X[.., ..3]);
        var rest = layer.Apply([X[.., 3..], half[1]]);
        Close(rest[0].ToArray(), layer.Apply(X)[0].ToArray());
        Close(rest[1].ToArray(), rest[0].ToArray());
    }

    [Fact]
    public void A_cell_called_by_hand_step_by_step_gives_what_the_layer_gives()
    {
        var layer = new LSTM(5);
        var expected = ((Tensor)layer.Apply(X)).ToArray();
        Tensors states = [Tensor.Zeros([4, 5]), Tensor.Zeros([4, 5]), Tensor.Zeros([4, 5])];
        for (var step = 0; step < 6; step++)
            states = layer.Cell.Apply([X[.., step], states[1], states[2]]);
        Close(states[0].ToArray(), expected);
    }

    [Fact]
    public void Going_backwards_is_going_forwards_through_the_turned_sequence()
    {
        var (there, back) = (new SimpleRNN(5, returnSequences: true), new SimpleRNN(5, returnSequences: true, goBackwards: true));
        var expected = ((Tensor)there.Apply(X.Reverse(1))).ToArray();
        back.BuildFor([X.Shape]);
        back.SetWeights(there.GetWeights());
        Close(((Tensor)back.Apply(X)).ToArray(), expected);
    }

    [Fact]
    public void A_masked_step_keeps_the_output_or_makes_it_zero()
    {
        var mask = Tensor.From(new[,] { { true, false, true }, { false, false, true } });
        var x = X[..2, ..3];
        Tensor Outputs(bool zero)
        {
            var context = new CallContext();
            context.SetMask(x, mask);
            return new GRU(2, returnSequences: true, zeroOutputForMask: zero).Apply(x, context);
        }

        var (kept, zeros) = (Outputs(false), Outputs(true));
        kept[0, 1].ToArray().ShouldBe(kept[0, 0].ToArray());
        kept[1, ..2].ToArray().ShouldBe([0f, 0f, 0f, 0f]);
        zeros[0, 1].ToArray().ShouldBe([0f, 0f]);
        zeros[0, 2].ToArray().ShouldBe(kept[0, 2].ToArray());
    }

    [Fact]
    public void The_mask_goes_on_with_sequences_and_ends_with_the_last_output()
    {
        var context = new CallContext();
        context.SetMask(X, Tensor.Ones([4, 6], DType.Bool));
        var outputs = new LSTM(2, returnSequences: true, returnState: true).Apply(X, context);
        context.MaskOf(outputs[0]).ShouldNotBeNull();
        context.MaskOf(outputs[1]).ShouldBeNull();
        context.MaskOf(new LSTM(2).Apply(X, context)).ShouldBeNull();
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.5)]
    public void Dropout_acts_while_training_and_drops_the_same_features_at_every_step(double dropout, double recurrentDropout)
    {
        foreach (var layer in new RecurrentLayer[]
        {
            new SimpleRNN(5, dropout: dropout, recurrentDropout: recurrentDropout),
            new GRU(5, dropout: dropout, recurrentDropout: recurrentDropout),
            new GRU(5, resetAfter: false, dropout: dropout, recurrentDropout: recurrentDropout),
            new LSTM(5, dropout: dropout, recurrentDropout: recurrentDropout),
        })
        {
            var quiet = ((Tensor)layer.Apply(X)).ToArray();
            ((Tensor)layer.Apply(X)).ToArray().ShouldBe(quiet);
            var drawn = ((Tensor)layer.Apply(X, new CallContext(true, RandomKey.From(1)))).ToArray();
            drawn.ShouldNotBe(quiet);
            ((Tensor)layer.Apply(X, new CallContext(true, RandomKey.From(1)))).ToArray().ShouldBe(drawn);
        }

        // With all weights 1 the last of two equal steps is twice the first where nothing is added but the input.
        var sums = new SimpleRNN(1, Activation.Linear, dropout: 0.5, returnSequences: true);
        sums.BuildFor([[8, 2, 4]]);
        sums.SetWeights([Tensor.Ones([4, 1]), Tensor.Ones([1, 1]), Tensor.Zeros([1])]);
        Tensor y = sums.Apply(Tensor.Ones([8, 2, 4]), new CallContext(true));
        y[.., 1].ToArray().ShouldBe((y[.., 0] * 2).ToArray());
        y.ToArray().Distinct().Count().ShouldBeGreaterThan(2);
    }

    [Fact]
    public void A_cell_of_ones_own_is_repeated_and_trained()
    {
        var layer = new RNN(new RunningSum(), returnSequences: true);
        Tensor y = layer.Apply(X);
        Close(y.ToArray(), X.CumulativeSum(1).ToArray());
        GradientCheck.Run(x => layer.Apply(x[0]), [X], [layer.Weights[0].Variable]).ThrowIfFailed();
    }

    [Fact]
    public void Stacked_cells_give_what_stacked_layers_give()
    {
        RecurrentCell[] cells = [new LSTMCell(4), new GRUCell(4), new SimpleRNNCell(4)];
        var stack = new RNN(new StackedRNNCells(cells), returnState: true);
        var outputs = stack.Apply(X);
        outputs.Count.ShouldBe(1 + 4);
        RecurrentLayer[] layers = [new LSTM(4, returnSequences: true), new GRU(4, returnSequences: true), new SimpleRNN(4)];
        Tensors x = X;
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i].BuildFor([x[0].Shape]);
            layers[i].SetWeights(cells[i].GetWeights());
            x = layers[i].Apply(x);
        }
        Close(outputs[0].ToArray(), x[0].ToArray());
    }

    [Fact]
    public void Stacked_cells_of_one_kind_begin_with_different_weights()
    {
        var stack = new RNN(new StackedRNNCells([new SimpleRNNCell(3), new SimpleRNNCell(3)]));
        stack.BuildFor([X.Shape]);
        stack.Weights[0].Variable.ToTensor().ToArray().ShouldNotBe(stack.Weights[3].Variable.ToTensor().ToArray());
    }

    [Fact]
    public void The_bias_of_the_forget_gate_begins_with_ones()
    {
        var layer = new LSTM(2);
        layer.BuildFor([X.Shape]);
        layer.Cell.Bias!.ToTensor().ToArray().ShouldBe([0f, 0f, 1f, 1f, 0f, 0f, 0f, 0f]);
    }

    [Fact]
    public void Both_directions_may_be_had_apart()
    {
        var layer = new Bidirectional(new LSTM(2, returnState: true), BidirectionalMerge.None);
        var outputs = layer.Apply(X);
        outputs.Count.ShouldBe(6);
        outputs[0].ToArray().ShouldBe(outputs[2].ToArray());
        outputs[1].ToArray().ShouldBe(outputs[4].ToArray());
        layer.Weights.Select(weight => weight.Variable.Name).ShouldContain("bidirectional/forward_lstm/lstm_cell/kernel");
        layer.Weights.Select(weight => weight.Variable.Name).ShouldContain("bidirectional/backward_lstm/lstm_cell/kernel");
    }

    [Fact]
    public void Channels_may_stand_first_in_a_recurrence_of_images()
    {
        var x = RandomKey.From(5).Uniform([2, 3, 6, 5, 2], -1, 1).Compute();
        var (last, first) = (new ConvLSTM2D(3, (3, 2), 2, returnSequences: true),
            new ConvLSTM2D(3, (3, 2), 2, dataFormat: DataFormat.ChannelsFirst, returnSequences: true));
        Tensor expected = last.Apply(x);
        var turned = x.MoveAxis(4, 2).Compute();
        first.BuildFor([turned.Shape]);
        first.SetWeights(last.GetWeights());
        Close(((Tensor)first.Apply(turned)).MoveAxis(2, 4).ToArray(), expected.ToArray());
    }

    [Fact]
    public void A_recurrence_of_images_with_dropout_has_right_gradients()
    {
        var layer = new ConvLSTM1D(2, 3, padding: Padding.Same, dropout: 0.3, recurrentDropout: 0.3);
        var x = RandomKey.From(5).Uniform([2, 3, 5, 2], -1, 1).Compute();
        layer.BuildFor([x.Shape]);
        GradientCheck.Run(given => layer.Apply(given[0], new CallContext(true)), [x], [.. layer.Weights.Select(weight => weight.Variable)])
            .ThrowIfFailed();
    }

    [Fact]
    public void A_clone_has_the_same_configuration_and_weights_of_its_own()
    {
        Layer[] layers =
        [
            new LSTM(2, returnSequences: true, dropout: 0.1), new GRU(2, resetAfter: false, goBackwards: true),
            new SimpleRNN(2, Activation.Relu),
            new RNN(new StackedRNNCells([new LSTMCell(2), new GRUCell(3)])),
            new Bidirectional(new RNN(new RunningSum()), BidirectionalMerge.Sum),
        ];
        foreach (var layer in layers)
        {
            layer.BuildFor([X.Shape]);
            var copy = layer.Clone();
            copy.IsBuilt.ShouldBeFalse();
            copy.Name.ShouldBe(layer.Name);
            copy.BuildFor([X.Shape]);
            copy.Weights.Select(weight => weight.Variable.Name).ShouldBe(layer.Weights.Select(weight => weight.Variable.Name));
            copy.Weights.Select(weight => weight.Variable).ShouldNotContain(layer.Weights[0].Variable);
            copy.SetWeights(layer.GetWeights());
            copy.Apply(X)[0].ToArray().ShouldBe(layer.Apply(X)[0].ToArray());
        }
    }

    [Fact]
    public void A_decoder_begins_with_the_states_of_an_encoder()
    {
        var (source, target) = (Model.Input([Shape.Unknown, 3]), Model.Input([Shape.Unknown, 2]));
        var encoded = new LSTM(4, returnState: true).OnAll(source);
        var decoded = new LSTM(4, returnSequences: true).On(target, encoded[1], encoded[2]);
        var model = new Functional(new[] { source, target }, new Dense(2).On(decoded));
        model.Predict([X, X[.., .., ..2]], verbose: Verbosity.Silent).Shape.ShouldBe(new Shape(4, 6, 2));
    }

    [Fact]
    public void Lengths_of_unknown_sequences_stay_unknown()
    {
        new LSTM(7, returnSequences: true).ComputeOutputShape([Shape.Unknown, Shape.Unknown, 3])[0].ShouldBe(
            new Shape(Shape.Unknown, Shape.Unknown, 7));
        new Bidirectional(new GRU(7)).ComputeOutputShape([Shape.Unknown, 9, 3])[0].ShouldBe(new Shape(Shape.Unknown, 14));
    }

    [Fact]
    public void A_model_learns_which_of_two_sequences_it_sees()
    {
        // 1 where the first number is positive: it has to be remembered over all steps.
        var key = RandomKey.From(1);
        var x = key.Uniform([256, 6, 1], -1, 1).Compute();
        var y = (x[.., 0] > 0).ToFloat32().Compute();
        var model = new Sequential { new GRU(8, inputShape: [6, 1]), new Dense(1, Activation.Sigmoid) };
        model.Compile(new Adam(0.02), new BinaryCrossentropy(), [new BinaryAccuracy()]);
        var history = model.Fit(x, y, batchSize: 32, epochs: 40, verbose: Verbosity.Silent);
        history["binary_accuracy"][^1].ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Messages_say_what_to_do()
    {
        Should.Throw<ShapeException>(() => new LSTM(2).Apply(Tensor.Zeros([4, 3]))).Message.ShouldContain(
            "expects inputs of shape (batch, steps, features), but received shape (4, 3)");
        Should.Throw<ShapeException>(() => new LSTM(2).Apply([X, Tensor.Zeros([4, 2])])).Message.ShouldContain(
            "has 2 states, but received 1");
        Should.Throw<ArgumentException>(() => new Bidirectional(new GRU(2), backwardLayer: new GRU(2))).Message.ShouldContain(
            "goBackwards: true");
        Should.Throw<ArgumentOutOfRangeException>(() => new GRU(0)).Message.ShouldContain("units");
    }

    private static void Close(float[] found, float[] expected)
    {
        found.Length.ShouldBe(expected.Length);
        for (var i = 0; i < found.Length; i++)
            found[i].ShouldBe(expected[i], 2e-6f);
    }

    private sealed class RunningSum() : RecurrentCell(null)
    {
        private Variable? _scale;

        public override IReadOnlyList<Shape> StateShapes(Shape input) => [input];

        protected override void Build(IReadOnlyList<Shape> inputs) => _scale = AddWeight("scale", [], new Ones());

        public override Tensors Call(Tensors inputs, CallContext context)
        {
            var sum = inputs[1] + inputs[0] * context.Read(_scale!);
            return [sum, sum];
        }
    }
}
