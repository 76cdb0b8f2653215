using Cornea.Formats.Onnx;
using Cornea.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>Models go out to ONNX and come back with equal answers as layers of Keras alone.</summary>
public sealed class ReturnedLayersTests
{
    private static readonly Dictionary<string, (int[] Input, Func<Layer[]> Layers)> Cases = new()
    {
        ["sequence of an LSTM"] = ([5, 3], () => [new LSTM(4, returnSequences: true)]),
        ["last state of an LSTM without bias"] = ([5, 3], () => [new LSTM(4, useBias: false)]),
        ["hard gates"] = ([5, 3], () => [new LSTM(4, recurrentActivation: Activation.HardSigmoid), new Dense(2)]),
        ["hard gates of Keras 2"] = ([5, 3], () => [new GRU(4, recurrentActivation: new HardSigmoidKeras2Activation())]),
        ["two GRUs"] = ([5, 3], () => [new GRU(4, returnSequences: true), new GRU(2, resetAfter: false)]),
        ["backwards"] = ([5, 3], () => [new SimpleRNN(4, Activation.Relu, goBackwards: true)]),
        ["both directions, all steps"] = ([5, 3], () => [new Bidirectional(new LSTM(4, returnSequences: true)), new SimpleRNN(2)]),
        ["both directions, last state"] = ([5, 3], () => [new Bidirectional(new GRU(4))]),
        ["transposed, same"] = ([4, 5, 3], () => [new Conv2DTranspose(2, 3, 2, Padding.Same, activation: Activation.Relu)]),
        ["transposed, valid"] = ([4, 5, 3], () => [new Conv2DTranspose(2, 3, 2)]),
        ["transposed, stride beyond the window"] = ([4, 3], () => [new Conv1DTranspose(2, 2, 3)]),
        ["upsampling"] = ([4, 5, 3], () => [new UpSampling2D((2, 3)), new UpSampling2D(2, interpolation: Interpolation.Bilinear)]),
        ["upsampling of lines and volumes"] = ([4, 3], () => [new UpSampling1D(2), new Cropping1D((1, 2)), new GlobalMaxPooling1D()]),
        ["cropping"] = ([6, 7, 3], () => [new Cropping2D((1, 2), (0, 3)), new GlobalAveragePooling2D(keepDims: true)]),
        ["activations"] = ([4, 5, 3], () => [new Conv2D(2, 1, activation: Activation.HardSigmoid),
            new Conv2D(2, 1, activation: Activation.HardSilu), new Conv2D(2, 1, activation: Activation.Elu),
            new Conv2D(2, 1, activation: Activation.Selu), new Conv2D(2, 1, activation: Activation.Softplus),
            new LeakyReLU(0.1), new Conv2D(2, 1, activation: Activation.Softsign)]),
        ["products of rows"] = ([4, 5, 3], () => [new Dense(4), new LayerNormalization(), new Dense(2), new GlobalAveragePooling2D()]),
        ["mean of lines"] = ([4, 3], () => [new Dense(4), new GlobalAveragePooling1D()]),
        ["a factor for each channel"] = ([4, 3], () => [new LayerScale(0.5, 3)]),
        ["statistics"] = ([3], () => [new Normalization(mean: [1, 2, 3], variance: [4, 9, 0.25])]),
        ["float16"] = ([6, 6, 3], () => [new Conv2D(4, 3, dtype: "float16"), new MaxPooling2D(2, dtype: "float16"),
            new Flatten(dtype: "float16"), new Dense(2, dtype: "float16")]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Layers_come_back_as_layers(string name)
    {
        var (input, layers) = Cases[name];
        var model = new Sequential(seed: 3) { new InputLayer(input) };
        foreach (var layer in layers())
            model.Add(layer);
        // Biases that are not zero, so that their places matter.
        foreach (var weight in model.Weights.Where(weight => weight.Variable.Shape.Rank == 1))
            weight.Variable.Assign((Tensor.Arange(weight.Variable.Shape.Size, DType.Float32) * 0.1 - 0.2).Cast(weight.Variable.DType));
        using var scratch = new Scratch();
        model.ExportOnnx(scratch["model.onnx"]);
        var read = OnnxModel.Import(scratch["model.onnx"]);
        read.Layers.OfType<OnnxOperator>().Select(layer => layer.Operation).ShouldBeEmpty();
        var random = new Random(5);
        var x = Tensor.From(Enumerable.Range(0, 3 * input.Aggregate(1, (a, b) => a * b)).Select(_ => random.NextSingle() * 4 - 2).ToArray(),
            new Shape([3, .. input]));
        var (actual, expected) = (read.Apply(x)[0], model.Apply(x)[0]);
        actual.Type.ShouldBe(expected.Type);
        // Sums in another order; float16 has 11 bits.
        var tolerance = name == "float16" ? 4e-3 : 1e-5;
        foreach (var (a, b) in actual.ToArray<double>().Zip(expected.ToArray<double>()))
            Math.Abs(a - b).ShouldBeLessThanOrEqualTo(tolerance * (1 + Math.Abs(b)));
    }

    [Fact]
    public void A_recurrence_is_one_operator()
    {
        using var scratch = new Scratch();
        var model = new Sequential(seed: 3) { new InputLayer([5, 3]), new Bidirectional(new LSTM(4)), new Dense(2) };
        model.ExportOnnx(scratch["model.onnx"]);
        OnnxReader.Read(scratch["model.onnx"]).Graph.Nodes.Select(node => node.Operator)
            .ShouldBe(["Transpose", "LSTM", "Transpose", "Reshape", "MatMul", "Add", "Identity"], ignoreOrder: true);
    }

    [Fact]
    public void Masked_steps_are_a_loop_still()
    {
        using var scratch = new Scratch();
        var model = new Sequential(seed: 3) { new InputLayer([5], DType.Int32), new Embedding(7, 3, maskZero: true), new LSTM(4) };
        model.ExportOnnx(scratch["model.onnx"]);
        OnnxReader.Read(scratch["model.onnx"]).Graph.Nodes.ShouldContain(node => node.Operator == "Scan");
        var ids = Tensor.From((int[])[1, 2, 0, 0, 0, 3, 0, 4, 5, 0], [2, 5]);
        var (actual, expected) = (OnnxModel.Import(scratch["model.onnx"]).Apply(ids)[0], model.Apply(ids)[0]);
        foreach (var (a, b) in actual.ToArray<double>().Zip(expected.ToArray<double>()))
            a.ShouldBe(b, 1e-5);
    }
}
