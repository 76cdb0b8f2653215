using Shouldly;

namespace Cornea.Tests.Onnx;

public sealed class OnnxImportTests
{
    [Fact]
    public void An_imported_network_is_a_functional_model_that_is_trained_saved_and_read_again()
    {
        var model = OnnxModel.Import(OnnxFixtures.File("hand_ir09_opset19.onnx"));
        var x = Tensor.From(Enumerable.Range(0, 64).Select(i => MathF.Sin(i)).ToArray(), [16, 4]);
        var y = Tensor.From(Enumerable.Range(0, 48).Select(i => MathF.Cos(i) / 2).ToArray(), [16, 3]);
        // Two Gemm of 4 to 6 and 6 to 3.
        model.CountParameters().ShouldBe(4 * 6 + 6 + 6 * 3 + 3);
        model.TrainableWeights.Count.ShouldBe(4);
        model.Compile(new Adam(0.01), new MeanSquaredError());
        var before = model.Evaluate(x, y).Loss;
        model.Fit(x, y, epochs: 50, verbose: Verbosity.Silent);
        model.Evaluate(x, y).Loss.ShouldBeLessThan(before * 0.8);
        using var scratch = new Scratch();
        var path = scratch["model.keras"];
        model.Save(path);
        Model.Load(path).Predict(x).ToArray().ShouldBe(model.Predict(x).ToArray());
    }

    [Fact]
    public void Model_Load_reads_onnx_too() =>
        Model.Load(OnnxFixtures.File("hand_opset7.onnx")).ShouldBeOfType<Functional>();

    [Fact]
    public void A_refusal_names_node_operator_and_attribute()
    {
        var error = Should.Throw<OnnxException>(() => OnnxModel.Import(OnnxFixtures.File("bad_concat_without_axis.onnx")));
        (error.Operator, error.Attribute).ShouldBe(("Concat", "axis"));
        Should.Throw<OnnxException>(() => OnnxModel.Import(OnnxFixtures.File("bad_unknown_operator.onnx"))).Operator.ShouldBe(
            "NoSuchOperator");
    }

    [Fact]
    public void An_input_with_a_value_of_its_own_is_fed_where_asked()
    {
        var path = OnnxFixtures.File("hand_initializer_default_input.onnx");
        OnnxModel.Import(path).InputNames.ShouldBe(["x"]);
        OnnxModel.Import(path, new OnnxImportOptions { OpenInputs = ["b2"] }).InputNames.ShouldBe(["x", "b2"]);
    }
}
