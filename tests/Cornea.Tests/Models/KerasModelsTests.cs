using System.Text.Json;
using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests;

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
            var joined = new Concatenate(name: "cat").On(left, right, new Dot(1, 1, name: "dot").On(left, right));
            return new Functional([a, b], new Dense(1, Activation.Sigmoid, name: "out").On(joined), "siamese");
        },
        ["names_and_dict_outputs"] = () =>
        {
            var x = Model.Input([4], name: "x in");
            var first = new Dense(5, Activation.Relu, name: "first layer").On(x);
            return new Functional(
                x, [new Dense(2, name: "left head").On(first), new Dense(3, Activation.Softmax, name: "right-head").On(first)], "dict model", outputNames: ["left", "right"]);
        },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_is_ordered_summed_up_and_computed_as_in_Keras(string name)
    {
        using var fixture = KerasFixtures.Load(Path.Combine("models", name + ".json"));
        var expected = fixture.RootElement;
        var model = Makers[name]();
        model.Layers.Select(layer => layer.Name).ShouldBe(expected.GetProperty("layers").EnumerateArray().Select(layer => layer.Text("name")));
        model.Weights.Select(weight => weight.Variable.Name).ShouldBe(expected.GetProperty("weights").EnumerateArray().Select(weight => weight.Text("path")));
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
            optimizer.ValueKind == JsonValueKind.String ? Optimizer.FromName(optimizer.GetString()!) : OptimizersReplay.Make(optimizer.Text("class_name"), optimizer.GetProperty("kwargs")),
            [.. outputs.Select(_ => new MeanSquaredError())]);
        model.TrainOnBatch(inputs, outputs.ToArray());
        model.SummaryText().ShouldBe(expected.Text("summary_trained"));
        model.SummaryText(expandNested: true, showTrainable: true).ShouldBe(expected.Text("summary_expanded"));
    }
}
