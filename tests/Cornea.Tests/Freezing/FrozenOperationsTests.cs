namespace Cornea.Tests.Freezing;

/// <summary>Layers that have no method of their own in a frozen file are written by their operations.</summary>
public sealed class FrozenOperationsTests
{
    public static TheoryData<string> Names => [.. Networks.Keys];

    private static readonly Dictionary<string, (Shape Shape, Func<Layer[]> Layers)> Networks = new()
    {
        ["volumes"] = ([6, 5, 7, 2], () => [new Conv3D(4, 3, padding: Padding.Same, activation: Activation.Relu),
            new MaxPooling3D(2, padding: Padding.Same), new AveragePooling3D((1, 2, 3), strides: (1, 1, 2), padding: Padding.Same),
            new Conv3DTranspose(3, 2, strides: 2), new ZeroPadding3D(1), new Cropping3D((0, 0), (1, 1), (2, 0)), new UpSampling3D(2),
            new GlobalAveragePooling3D()]),
        ["groups of a volume"] = ([4, 4, 4, 4], () => [new Conv3D(6, 2, strides: 2, groups: 2), new GlobalMaxPooling3D()]),
        ["channels first"] = ([3, 8, 6], () => [
            new Conv2D(4, 3, strides: 2, padding: Padding.Same, dataFormat: DataFormat.ChannelsFirst),
            new MaxPooling2D(2, dataFormat: DataFormat.ChannelsFirst), new Flatten(dataFormat: DataFormat.ChannelsFirst),
            new Dense(2)]),
        ["normalizations"] = ([4, 5, 6], () => [new GroupNormalization(3), new LayerNormalization(axis: 1),
            new UnitNormalization(axis: 2), new SpectralNormalization(new Conv2D(4, 2))]),
        ["pictures"] = ([5, 6, 2], () => [new UpSampling2D(2, interpolation: Interpolation.Bilinear), new Resizing(7, 5),
            new CenterCrop(4, 4)]),
        ["convolutional recurrence"] = ([4, 6, 5, 2], () => [new ConvLSTM2D(3, 3, padding: Padding.Same, returnSequences: true),
            new ConvLSTM2D(2, 2, goBackwards: true)]),
        ["cells"] = ([5, 3], () => [new RNN(new StackedRNNCells([new LSTMCell(4), new GRUCell(3)]), returnSequences: true),
            new Bidirectional(new RNN(new SimpleRNNCell(2)), BidirectionalMerge.Sum)]),
        ["masks"] = ([6, 3], () => [new Masking(), new LSTM(4, returnSequences: true), new Bidirectional(new GRU(3))]),
        ["einsum"] = ([4, 6], () => [new EinsumDense("abc,cde->abde", [Shape.Unknown, 2, 3], biasAxes: "de"),
            new EinsumDense("abde,dec->abc", [Shape.Unknown, 5]), new Softmax(axis: 1)]),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Layers_are_equal(string name)
    {
        var (shape, layers) = Networks[name];
        var model = new Sequential([new InputLayer(shape), .. layers()], seed: 5);
        FreezeTests.Stir(model);
        FrozenNetwork.Check(model);
    }

    [Theory]
    [InlineData("log_softmax")]
    [InlineData("celu")]
    [InlineData("glu")]
    [InlineData("hard_shrink")]
    [InlineData("hard_tanh")]
    [InlineData("log_sigmoid")]
    [InlineData("soft_shrink")]
    [InlineData("sparse_plus")]
    [InlineData("sparse_sigmoid")]
    [InlineData("sparsemax")]
    [InlineData("squareplus")]
    [InlineData("tanh_shrink")]
    [InlineData("threshold")]
    public void Activations_are_equal(string name) => FrozenNetwork.Check(
        new Sequential(seed: 2) { new Dense(20, inputDim: 6), new ActivationLayer(Activation.FromName(name)), new Dense(2) });

    [Fact]
    public void Attention_is_equal()
    {
        var (x, memory) = (Model.Input([5, 8]), Model.Input([4, 6]));
        var h = new LayerNormalization().On(new Add().On(x, new MultiHeadAttention(2, 3).On(x, x)));
        h = new MultiHeadAttention(2, 4, valueDim: 3, outputShape: [8]).On(h, memory);
        h = new GroupQueryAttention(3, 4, 2).On(h, h);
        h = new Attention(useScale: true).On(h, x);
        h = new AdditiveAttention().On(h, x);
        var model = new Functional([x, memory], [new Dense(2).On(h)], seed: 3);
        FreezeTests.Stir(model);
        FrozenNetwork.Check(model);
    }

    [Fact]
    public void Texts_with_masked_ends_are_equal()
    {
        var tokens = Model.Input([7], DType.Int32);
        var h = new Embedding(7, 6, maskZero: true).On(tokens);
        h = new Add().On(h, new MultiHeadAttention(2, 3).On(h, h));
        var pooled = new GlobalAveragePooling1D().On(h);
        var last = new LSTM(4).On(h);
        var model = new Functional([tokens], [new Dense(3, Activation.Softmax).On(new Concatenate().On(pooled, last))], seed: 3);
        FreezeTests.Stir(model);
        FrozenNetwork.Check(model);
    }

    [Fact]
    public void Operations_of_a_functional_model_are_equal()
    {
        var (a, b) = (Model.Input([4, 6]), Model.Input([4, 6]));
        var h = (a * 2 + b) / (b * b + 0.5) - 1 / (a * a + 2);
        var dot = new Dot(2, normalize: true).On(h, b);
        var model = new Functional([a, b], [new Flatten().On(new Concatenate().On(dot, h[.., .., 1..3]))], seed: 3);
        FrozenNetwork.Check(model);
    }

    [Fact]
    public void States_that_go_in_and_out_are_equal()
    {
        var (x, state) = (Model.Input([5, 3]), Model.Input([4]));
        var made = new GRU(4, returnSequences: true, returnState: true).OnAll(x, state);
        FrozenNetwork.Check(new Functional([x, state], [made[0], made[1], new Dense(2).On(made[1])], seed: 3));
    }
}
