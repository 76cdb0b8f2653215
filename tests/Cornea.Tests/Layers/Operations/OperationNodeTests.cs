using Shouldly;

namespace Cornea.Tests.Layers.Operations;

/// <summary>Operators of <c>keras.ops</c> as nodes of functional models: computed, named, saved and read.</summary>
public sealed class OperationNodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cornea-operations").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // keras-core#932, keras#19314: the arguments of operations differ from those of the layers of the same name.
    [Theory]
    [InlineData(".keras")]
    [InlineData(".h5")]
    public void Slices_operators_and_lists_go_through_a_file(string ending)
    {
        var x = Model.Input([4]);
        var odd = x[Slice.All, Slice.Step(null, null, 2)];
        var joined = SymbolicTensor.Operation(
            "Concatenate", [odd * 2 + 1, SymbolicTensor.Operation("Relu", -x)[0]], new ConfigObject { { "axis", -1L } })[0];
        var model = new Functional(x, joined);
        Same(model);
        model.Save(Path.Combine(_folder, "m" + ending));
        Same((Functional)Model.Load(Path.Combine(_folder, "m" + ending)));

        static void Same(Functional model)
        {
            model.Layers.Select(layer => layer.ClassName).ShouldBe(["InputLayer"]);
            model.Predict(Tensor.From((float[])[1, -2, 3, -4]).Reshape(1, 4), verbose: Verbosity.Silent).ToArray()
                .ShouldBe([3, 7, 0, 2, 0, 4]);
        }
    }

    [Fact]
    public void An_operator_is_written_as_Keras_writes_it()
    {
        var x = Model.Input([3], name: "x");
        var json = new Functional(x, 1.0 - (x + x)).ToJson();
        json.ShouldContain("\"module\": \"keras.src.ops.numpy\", \"class_name\": \"Subtract\", \"config\": {\"name\": \"subtract\"}, " +
            "\"registered_name\": \"Subtract\", \"name\": \"subtract\", \"inbound_nodes\": [{\"args\": [1.0, ");
        var twice = (Functional)Model.FromJson(json);
        twice.Predict(Tensor.From((float[])[1, 2, 3]).Reshape(1, 3), verbose: Verbosity.Silent).ToArray().ShouldBe([-1, -3, -5]);
    }

    [Fact]
    public void The_summary_has_rows_of_operations_and_the_list_of_layers_has_not()
    {
        var x = Model.Input([3]);
        var model = new Functional(x, new Dense(2).On(x * 0.5));
        model.SummaryText().ShouldContain("multiply (Multiply)");
        model.Layers.Count.ShouldBe(2);
    }

    [Fact]
    public void An_operation_that_is_not_known_is_named() => Should.Throw<ConfigException>(() =>
        SymbolicTensor.Operation("Frobnicate", Model.Input([2]))).Message.ShouldContain("Frobnicate");

    [Fact]
    public void Whole_networks_with_operators_go_through_a_file()
    {
        var model = Applications.MobileNetV3Small(weights: null, includeTop: false, inputShape: [32, 32, 3], alpha: 0.75);
        var image = RandomKey.From(5).Uniform([1, 32, 32, 3], 0, 255);
        foreach (var name in (string[])["m.keras", "m.h5"])
        {
            model.Save(Path.Combine(_folder, name));
            Model.Load(Path.Combine(_folder, name)).Predict(image, verbose: Verbosity.Silent).ToArray()
                .ShouldBe(model.Predict(image, verbose: Verbosity.Silent).ToArray());
        }
    }

    [Fact]
    public void What_may_be_seen_goes_through_a_file_as_an_argument_of_the_call()
    {
        var (x, mask) = (Model.Input([3, 4], name: "x"), Model.Input([3, 3], name: "mask"));
        var model = new Functional([x, mask], new MultiHeadAttention(1, 2).On(x, x, x, mask));
        model.ToJson().ShouldContain("\"attention_mask\"");
        model.Save(Path.Combine(_folder, "m.keras"));
        var (values, seen) = (RandomKey.From(3).Normal([2, 3, 4]), Tensor.From((float[])[1, 0, 0, 1, 1, 0, 1, 1, 1]).Reshape(1, 3, 3)
            .BroadcastTo([2, 3, 3]));
        Model.Load(Path.Combine(_folder, "m.keras")).Predict(new[] { values, seen }, verbose: Verbosity.Silent).ToArray()
            .ShouldBe(model.Predict(new[] { values, seen }, verbose: Verbosity.Silent).ToArray());
    }
}
