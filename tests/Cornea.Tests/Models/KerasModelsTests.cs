using System.Text.Json;
using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests.Models;

/// <summary>Models that Keras built, built again by hand: their order, their outputs and their summaries.</summary>
public sealed class KerasModelsTests
{
    public static TheoryData<string> Names => [.. Makers.Keys];

    private static Dictionary<string, Func<Model>> Makers { get; } = new()
    {
        ["shared_layers"] = () =>
        {
            var (a, b) = (Model.Input([4], name: "a"), Model.Input([4], name: "b"));
            var (shared, normalization) = (new Dense(3, Activation.Relu, name: "shared"), new LayerNormalization(name: "ln"));
            var (left, right) = (normalization.On(shared.On(a)), normalization.On(shared.On(b)));
            var joined = new Concatenate(name: "cat").On(left, right, new Dot(1, name: "dot").On(left, right));
            return new Functional([a, b], new Dense(1, Activation.Sigmoid, name: "out").On(joined), "siamese");
        },
        ["names_and_dict_outputs"] = () =>
        {
            var x = Model.Input([4], name: "x in");
            var first = new Dense(5, Activation.Relu, name: "first layer").On(x);
            return new Functional(
                x, [new Dense(2, name: "left head").On(first), new Dense(3, Activation.Softmax, name: "right-head").On(first)],
                "dict model", outputNames: ["left", "right"]);
        },
        ["multi_input_output"] = () =>
        {
            var (features, tokens) = (Model.Input([5], name: "features"), Model.Input([6], DType.Int32, "tokens"));
            var hidden = new Dense(4, Activation.Tanh, name: "hidden").On(features);
            var mean = new GlobalAveragePooling1D(name: "avg").On(new Embedding(9, 4, name: "embed").On(tokens));
            var (product, greatest) = (new Multiply(name: "mul").On(hidden, mean), new Maximum(name: "max").On(hidden, mean));
            var kind = new Dense(2, Activation.Softmax, name: "kind").On(new Subtract(name: "sub").On(product, greatest));
            return new Functional([features, tokens], [kind, new Dense(1, name: "size").On(new Average(name: "mean").On(hidden, mean))],
                "multi_io");
        },
        ["residual_functional"] = () =>
        {
            var image = Model.Input([6, 6, 3], name: "image");
            var stem = new Conv2D(4, 3, padding: Padding.Same, activation: Activation.Relu, name: "stem").On(image);
            var x = new BatchNormalization(name: "dw_bn").On(new DepthwiseConv2D(3, padding: Padding.Same, name: "dw").On(stem));
            x = new SeparableConv2D(4, 3, padding: Padding.Same, activation: Activation.Relu, name: "sep").On(x);
            x = new SpatialDropout2D(0.2, name: "sdrop").On(new Add(name: "residual").On(stem, x), training: false);
            x = new Concatenate(name: "cat").On(new GlobalAveragePooling2D(name: "gap").On(x), new GlobalMaxPooling2D(name: "gmp").On(x));
            return new Functional(image, new Dense(3, Activation.Softmax, name: "out").On(x), "residual_net");
        },
        ["nested_sequential_in_functional"] = () =>
        {
            var (input, inner) = (Model.Input([6, 6, 1], name: "in"), Model.Input([5], name: "inner_in"));
            var encoder = new Sequential("encoder")
            {
                new Conv2D(3, 3, activation: Activation.Relu, name: "c1"),
                new BatchNormalization(name: "bn"),
                new Flatten(name: "f"),
            };
            var classes = new Dense(3, Activation.Softmax, name: "probs").On(new Dense(4, Activation.Relu, name: "h").On(inner));
            var bridge = new Dense(5, name: "bridge").On(encoder.On(input));
            return new Functional(input, new Functional(inner, classes, "head").On(bridge), "nested");
        },
        ["transformer"] = () =>
        {
            var x = Model.Input([4, 6], name: "seq");
            var attended = new Add(name: "add1").On(x, new MultiHeadAttention(2, 3, dropout: 0.1, name: "mha").On(x, x));
            var first = new LayerNormalization(epsilon: 1e-6, name: "ln1").On(attended);
            var wide = new Dense(6, name: "ff2").On(new Dense(8, Activation.Gelu, name: "ff1").On(first));
            var second = new RMSNormalization(name: "rms").On(new Add(name: "add2").On(first, wide));
            var attention = new Attention(useScale: true, name: "att").On(second, second);
            var pooled = new GlobalAveragePooling1D(name: "pool").On(new AdditiveAttention(name: "addatt").On(attention, second));
            return new Functional(x, new Dense(3, Activation.Softmax, name: "out").On(pooled), "transformer");
        },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_is_ordered_summed_up_and_computed_as_in_Keras(string name)
    {
        using var fixture = KerasFixtures.Load(Path.Combine("models", name + ".json"));
        var expected = fixture.RootElement;
        var model = Makers[name]();
        model.Layers.Select(layer => layer.Name)
            .ShouldBe(expected.GetProperty("layers").EnumerateArray().Select(layer => layer.Text("name")));
        model.Weights.Select(weight => weight.Variable.Name)
            .ShouldBe(expected.GetProperty("weights").EnumerateArray().Select(weight => weight.Text("path")));
        model.OutputNames.ShouldBe(expected.GetProperty("output_names").EnumerateArray().Select(output => output.GetString()!));
        model.CountParameters().ShouldBe(expected.GetProperty("count_params").GetInt64());
        model.SummaryText().ShouldBe(expected.Text("summary"));

        model.SetWeights([.. expected.GetProperty("weights").EnumerateArray().Select(weight => weight.GetProperty("value").Tensor())]);
        Tensors inputs = expected.GetProperty("inputs").EnumerateArray().Select(input => input.Tensor()).ToArray();
        var outputs = model.PredictAll(inputs, verbose: Verbosity.Silent);
        var wanted = expected.GetProperty("outputs").EnumerateArray().Select(output => output.Tensor()).ToArray();
        for (var i = 0; i < wanted.Length; i++)
            outputs[i].ToArray().Zip(wanted[i].ToArray(), (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f);

        var optimizer = expected.GetProperty("compile").GetProperty("optimizer");
        model.Compile(
            optimizer.ValueKind == JsonValueKind.String ? Optimizer.FromName(optimizer.GetString()!)
                : KerasObjects.Optimizer(optimizer.Text("class_name"), optimizer.GetProperty("kwargs")),
            [.. outputs.Select(_ => new MeanSquaredError())]);
        model.TrainOnBatch(inputs, outputs.ToArray());
        model.SummaryText().ShouldBe(expected.Text("summary_trained"));
        model.SummaryText(expandNested: true, showTrainable: true).ShouldBe(expected.Text("summary_expanded"));
    }
}
