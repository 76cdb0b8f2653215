using Shouldly;

namespace Cornea.Tests.Layers;

/// <summary>Convolution and pooling layers: Keras's literal examples, shapes and messages. layers.json has the many cases.</summary>
public sealed class ConvolutionLayerTests
{
    private static readonly Tensor Counted = Tensor.Arange(1, 26).Reshape(1, 5, 5, 1);

    [Fact]
    public void A_kernel_of_ones_sums_each_window() =>
        Ones(new Conv2D(1, 3, strides: 2, padding: Padding.Same), Counted).ToArray().ShouldBe([16, 33, 28, 69, 117, 87, 76, 123, 88]);

    [Fact]
    public void Causal_convolution_never_looks_ahead() =>
        Ones(new Conv1D(1, 3, padding: Padding.Causal), Tensor.Arange(1, 6).Reshape(1, 5, 1)).ToArray().ShouldBe([1, 3, 6, 9, 12]);

    [Fact]
    public void Transposed_convolution_spreads_each_element() =>
        Ones(new Conv2DTranspose(1, 3, strides: 2, padding: Padding.Same), Tensor.From([1f, 2, 5, 6], [1, 2, 2, 1])).ToArray()
            .ShouldBe([1, 1, 3, 2, 1, 1, 3, 2, 6, 6, 14, 8, 5, 5, 11, 6]);

    [Fact]
    public void Pooling_takes_the_largest_or_the_mean()
    {
        Output(new MaxPooling2D(), Counted).ToArray().ShouldBe([7, 9, 17, 19]);
        Output(new AveragePooling2D(2, padding: Padding.Same), Counted).ToArray().ShouldBe([4, 6, 7.5f, 14, 16, 17.5f, 21.5f, 23.5f, 25]);
    }

    [Fact]
    public void The_lectures_network_has_the_shapes_that_it_draws()
    {
        var model = new Sequential
        {
            new Conv2D(32, 3, inputShape: [28, 28, 1]),
            new MaxPooling2D(2),
            new ActivationLayer(Activation.Relu),
            new Flatten(),
            new Dense(128, Activation.Relu),
            new Dense(10, Activation.Softmax),
        };
        var text = model.SummaryText();
        foreach (var expected in (string[])["(None, 26, 26, 32)", "(None, 13, 13, 32)", "(None, 5408)", "Total params: 693,962"])
            text.ShouldContain(expected);
    }

    [Fact]
    public void Messages_say_what_to_do()
    {
        Should.Throw<ShapeException>(() => new Conv2D(4, 3) { Name = "first" }.Apply(Tensor.Zeros([2, 28, 28]))).Message
            .ShouldBe("Conv2D 'first' expects inputs of shape (batch, height, width, channels), but received shape (None, 28, 28). Add "
            + "the axis of channels: x.ExpandDims(-1).");
        Should.Throw<ArgumentException>(() => new Conv2D(4, 3, strides: 2, dilationRate: 2)).Message.ShouldContain("Set one of them to 1");
        Should.Throw<ArgumentException>(() => new Conv2D(4, 3, groups: 3)).Message.ShouldContain("multiple of groups");
        Should.Throw<ArgumentException>(() => new Conv2D(4, [3, 3, 3])).Message.ShouldContain(
            "kernelSize to be one number or 2, but received 3");
        Should.Throw<ArgumentException>(() => new Conv2D(4, 3, padding: Padding.Causal)).Message.ShouldContain("for sequences");
        Should.Throw<ShapeException>(() => new Conv2D(4, 9).Apply(Tensor.Zeros([1, 5, 5, 1]))).Message.ShouldContain("Conv2D");
    }

    /// <summary>Keras gives an activation what the layer returns: with channels first, the last axis is one of the picture's.</summary>
    [Theory]
    [InlineData("Conv2D")]
    [InlineData("Conv2DTranspose")]
    [InlineData("DepthwiseConv2D")]
    [InlineData("SeparableConv2D")]
    [InlineData("LocallyConnected2D")]
    public void Softmax_works_along_the_last_axis_outside_where_channels_stand_first(string kind)
    {
        var x = Tensor.Arange(0, 24).Reshape(1, 2, 3, 4) * 0.1f;
        var output = Ones(Layer(Activation.Softmax), x);
        output.ToArray().ShouldBe(Ones(Layer(Activation.Linear), x).Softmax(-1).ToArray());
        var alongChannels = Ones(Layer(new SoftmaxActivation(1)), x);
        alongChannels.Sum(1).ToArray().ShouldAllBe(sum => MathF.Abs(sum - 1) < 1e-6f);

        Layer Layer(Activation activation) => kind switch
        {
            "Conv2D" => new Conv2D(2, 2, dataFormat: DataFormat.ChannelsFirst, activation: activation),
            "Conv2DTranspose" => new Conv2DTranspose(2, 2, dataFormat: DataFormat.ChannelsFirst, activation: activation),
            "DepthwiseConv2D" => new DepthwiseConv2D(2, dataFormat: DataFormat.ChannelsFirst, activation: activation),
            "SeparableConv2D" => new SeparableConv2D(2, 2, dataFormat: DataFormat.ChannelsFirst, activation: activation),
            _ => new LocallyConnected2D(2, 2, dataFormat: DataFormat.ChannelsFirst, activation: activation),
        };
    }

    [Fact]
    public void ConvLSTM_with_channels_first_has_the_gates_of_channels_last_turned()
    {
        // Along the channels softmax is axis 1 with channels first and the last axis with channels last.
        var x = Tensor.Arange(0, 36).Reshape(1, 2, 3, 3, 2) * 0.05f;
        var last = Ones(new ConvLSTM2D(2, 2, recurrentActivation: Activation.Softmax), x);
        var first = Ones(
            new ConvLSTM2D(2, 2, recurrentActivation: new SoftmaxActivation(1), dataFormat: DataFormat.ChannelsFirst), x.MoveAxis(-1, 2));
        first.MoveAxis(1, -1).ToArray().ShouldBe(last.ToArray(), 1e-6f);
    }

    private static Tensor Output(Layer layer, Tensor x) => layer.Apply(x);

    private static Tensor Ones(Layer layer, Tensor x)
    {
        layer.BuildFor([x.Shape]);
        layer.SetWeights([.. layer.GetWeights().Select((weight, i) => i == 0 ? Tensor.OnesLike(weight) : Tensor.ZerosLike(weight))]);
        return layer.Apply(x);
    }
}
