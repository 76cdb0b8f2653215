using Shouldly;

namespace Cornea.Tests.Freezing;

/// <summary>Frozen networks are compiled and compared with what the model predicts.</summary>
public sealed class FreezeTests
{
    [Fact]
    public void A_dense_network_is_equal_and_safe_for_many_threads()
    {
        var model = new Sequential(seed: 3)
        {
            new Dense(37, Activation.Relu, inputDim: 50),
            new BatchNormalization(),
            new Dropout(0.5),
            new Dense(10, Activation.Softmax),
        };
        Stir(model);
        FrozenNetwork.Check(model);
        var frozen = FrozenNetwork.Compile(model);
        var sample = FrozenNetwork.Sample([50], 1);
        var expected = new float[10];
        frozen.Predict(sample, expected);
        Parallel.For(0, 32, _ =>
        {
            var actual = new float[10];
            for (var i = 0; i < 100; i++)
            {
                frozen.Predict(sample, actual);
                actual.ShouldBe(expected);
            }
        });
    }

    [Fact]
    public void A_network_that_begins_with_an_adapted_normalization_is_equal()
    {
        var normalization = new Normalization();
        normalization.Adapt(Tensor.From((float[])[1, 20, 3, 40, 8, 90], [3, 2]));
        FrozenNetwork.Check(new Sequential([new InputLayer([2]), normalization, new Dense(3)], seed: 2));
    }

    [Fact]
    public void Transposed_convolutions_of_sequences_are_equal()
    {
        var model = new Sequential([new InputLayer([7, 3]), new Conv1DTranspose(4, 3, strides: 2, padding: Padding.Same),
            new Conv1DTranspose(2, 2, strides: 3)], seed: 2);
        Stir(model);
        FrozenNetwork.Check(model);
    }

    public static TheoryData<string> Images => [.. ImageNetworks.Keys];

    private static readonly Dictionary<string, Func<Layer[]>> ImageNetworks = new()
    {
        ["convolution"] = () => [new Conv2D(5, 3, padding: Padding.Same, strides: 2, activation: Activation.Relu), new Conv2D(7, (2, 3)),
            new Conv2D(4, 3, padding: Padding.Same, dilationRate: 2)],
        ["transposed"] = () => [new Conv2DTranspose(5, 3, strides: 2, padding: Padding.Same, activation: Activation.Relu),
            new Conv2DTranspose(4, (2, 3), strides: (1, 2)), new Conv2DTranspose(3, 3, padding: Padding.Same, dilationRate: 2),
            new Conv2DTranspose(2, 4, strides: 3, padding: Padding.Same, outputPadding: 1)],
        ["groups"] = () => [new Conv2D(6, 3, groups: 3, padding: Padding.Same)],
        ["depthwise"] = () => [new DepthwiseConv2D(3, depthMultiplier: 2, padding: Padding.Same), new DepthwiseConv2D(3, strides: 2),
            new SeparableConv2D(5, 3, padding: Padding.Same, depthMultiplier: 2, activation: Activation.Silu)],
        ["pooling"] = () => [new MaxPooling2D(2, strides: 1, padding: Padding.Same), new AveragePooling2D((3, 2), padding: Padding.Same),
            new Flatten()],
        ["global"] = () => [new Conv2D(19, 1), new GlobalAveragePooling2D(), new Dense(3)],
        ["global maximum"] = () => [new GlobalMaxPooling2D()],
        ["normalization"] = () => [new BatchNormalization(), new LayerNormalization(axis: (-2, -1)), new RMSNormalization()],
        ["other axis"] = () => [new BatchNormalization(axis: 1)],
        ["positions"] = () => [new ZeroPadding2D((1, 2), (0, 3)), new UpSampling2D((2, 3)), new Cropping2D((1, 1), (2, 0)),
            new Permute([3, 1, 2])],
        ["activations"] = () => [new ActivationLayer(Activation.Gelu), new LeakyReLU(0.2), new ELU(0.7), new PReLU(),
            new ReLU(maxValue: 0.8, negativeSlope: 0.1, threshold: 0.1), new Rescaling(2, 0.5), new Softmax()],
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void Networks_for_images_are_equal(string name)
    {
        var model = new Sequential([new InputLayer([9, 8, 3]), .. ImageNetworks[name]()], seed: 4);
        Stir(model);
        FrozenNetwork.Check(model);
    }

    [Theory]
    [InlineData("relu")]
    [InlineData("relu6")]
    [InlineData("leaky_relu")]
    [InlineData("elu")]
    [InlineData("selu")]
    [InlineData("gelu")]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    [InlineData("hard_sigmoid")]
    [InlineData("hard_silu")]
    [InlineData("silu")]
    [InlineData("softplus")]
    [InlineData("softsign")]
    [InlineData("softmax")]
    [InlineData("exponential")]
    [InlineData("mish")]
    [InlineData("linear")]
    public void Activations_are_equal(string name) =>
        FrozenNetwork.Check(new Sequential(seed: 2) { new Dense(21, Activation.FromName(name), inputDim: 6), new Dense(2) });

    public static TheoryData<string> Sequences => [.. SequenceNetworks.Keys];

    private static readonly Dictionary<string, Func<Layer[]>> SequenceNetworks = new()
    {
        ["convolution"] = () => [new Conv1D(5, 3, padding: Padding.Causal, dilationRate: 2), new MaxPooling1D(2), new DepthwiseConv1D(2),
            new SeparableConv1D(4, 2, padding: Padding.Same), new AveragePooling1D(2), new GlobalAveragePooling1D()],
        ["lstm"] = () => [new LSTM(6, returnSequences: true), new LSTM(5, goBackwards: true)],
        ["gru"] = () => [new GRU(6, returnSequences: true), new GRU(5, resetAfter: false, goBackwards: true, returnSequences: true)],
        ["simple"] = () => [new SimpleRNN(6, returnSequences: true), new SimpleRNN(3, Activation.Relu, useBias: false)],
        ["bidirectional"] = () => [new Bidirectional(new LSTM(4, returnSequences: true)),
            new Bidirectional(new GRU(3, returnSequences: true), BidirectionalMerge.Average), new Bidirectional(new LSTM(2),
                BidirectionalMerge.Multiply)],
        ["distributed"] = () => [new TimeDistributed(new Dense(4, Activation.Tanh)), new ZeroPadding1D(2), new Cropping1D((1, 0)),
            new UpSampling1D(2), new Flatten(), new RepeatVector(3), new Reshape([3, 2, -1])],
    };

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Networks_for_sequences_are_equal(string name)
    {
        var model = new Sequential([new InputLayer([11, 4]), .. SequenceNetworks[name]()], seed: 6);
        Stir(model);
        FrozenNetwork.Check(model);
    }

    [Fact]
    public void A_graph_of_several_inputs_and_outputs_shared_layers_and_models_inside_is_equal()
    {
        var (image, number) = (Model.Input([6, 6, 4]), Model.Input([4]));
        var shared = new Dense(4, Activation.Tanh);
        var inner = new Sequential { new InputLayer([6, 6, 4]), new Conv2D(4, 3, padding: Padding.Same), new BatchNormalization() };
        var h = new Add().On(inner.On(image), image);
        // Channels are weighted, as squeeze-and-excitation does.
        var weights = new Reshape([1, 1, 4]).On(shared.On(new GlobalAveragePooling2D().On(h)));
        var weighted = new Multiply().On(h, weights);
        var joined = new Concatenate().On(new Flatten().On(weighted), shared.On(number), number);
        var average = new Average().On(weighted, image, h);
        var model = new Functional([image, number], [new Dense(3).On(joined), new Subtract().On(average, weighted), h], seed: 9);
        Stir(model);
        FrozenNetwork.Check(model);
    }

    [Fact]
    public void Tokens_are_looked_up_and_those_beyond_the_table_are_refused()
    {
        var model = new Sequential(seed: 1) { new InputLayer([4], DType.Int32), new Embedding(7, 5), new GRU(3) };
        var frozen = FrozenNetwork.Compile(model);
        var actual = new float[3];
        frozen.Predict([0, 6, 3, 3], actual);
        var expected = model.Predict(Tensor.From([0, 6, 3, 3], [1, 4]), verbose: Verbosity.Silent).ToArray();
        actual.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1e-6f);
        Should.Throw<ArgumentException>(() => frozen.Predict([0, 7, 3, 3], new float[3])).Message.ShouldContain("from 0 to 6");
        Should.Throw<ArgumentException>(() => frozen.Predict([0, 3], new float[3])).Message.ShouldContain("4 numbers");
    }

    [Fact]
    public void Layers_without_code_are_refused_all_at_once()
    {
        var x = Model.Input([5, 4]);
        var half = new Dense(4, name: "halves", dtype: "mixed_float16").On(x);
        var model = new Functional(x, new LSTM(3, stateful: true, name: "keeps").On(half));
        var message = Should.Throw<NotSupportedException>(() => model.Freeze(TextWriter.Null, "Network")).Message;
        message.ShouldContain("'halves' (it computes in float16)");
        var own = new Sequential { new InputLayer([5, 4]), new LSTM(3, stateful: true, name: "keeps") };
        message = Should.Throw<NotSupportedException>(() => own.Freeze(TextWriter.Null, "Network")).Message;
        message.ShouldContain("'keeps' (it keeps states)");
        var masked = new Sequential { new InputLayer([5, 4]), new Masking(), new LSTM(3, stateful: true, name: "keeps") };
        message = Should.Throw<NotSupportedException>(() => masked.Freeze(TextWriter.Null, "Network")).Message;
        message.ShouldContain("'keeps' (it keeps states");
        Should.Throw<InvalidOperationException>(() => new Sequential { new InputLayer([Shape.Unknown, 4]), new LSTM(3) }
            .Freeze(TextWriter.Null, "Network")).Message.ShouldContain("whole shape");
        Should.Throw<ArgumentException>(() => own.Freeze(TextWriter.Null, "my network"));
    }

    [Fact]
    public void A_file_takes_its_class_from_its_name()
    {
        using var folder = new Scratch();
        var path = Path.Combine(folder.Folder, "Digits.cs");
        new Sequential { new Dense(2, inputDim: 3) }.Freeze(path, namespaceName: "My.Networks");
        var text = File.ReadAllText(path);
        text.ShouldContain("namespace My.Networks;");
        text.ShouldContain("public static class Digits");
        text.ShouldContain("public const int InputLength = 3;");
    }

    // Weights and statistics other than those at the start.
    internal static void Stir(Model model)
    {
        var random = new System.Random(8);
        foreach (var weight in model.Weights)
        {
            if (weight.Variable.DType == DType.Float32)
            {
                weight.Variable.Assign(weight.Variable.ToTensor() + Tensor.From(
                    [.. Enumerable.Range(0, weight.Variable.Shape.Size).Select(_ => random.NextSingle() * 0.2f)], weight.Variable.Shape));
            }
        }
    }
}
