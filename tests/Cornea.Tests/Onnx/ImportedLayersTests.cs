using Cornea.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>Nodes that are layers of Keras are imported as those layers.</summary>
public sealed class ImportedLayersTests
{
    [Theory]
    [InlineData("keras_tf_lecture_cnn.onnx")]
    [InlineData("torch_mlp_ts11.onnx")]
    [InlineData("tf2onnx_mlp_op9.onnx")]
    public void Networks_of_other_tools_have_no_layer_that_is_ONNX_s_alone(string file) =>
        OnnxModel.Import(OnnxFixtures.File(file)).Layers.OfType<OnnxOperator>().Select(layer => layer.Operation).ShouldBeEmpty();

    [Fact]
    public void A_recurrence_is_the_layer_and_its_transpositions_vanish()
    {
        var model = OnnxModel.Import(OnnxFixtures.File("torch_lstm_ts11.onnx"));
        model.Layers.OfType<LSTM>().ShouldNotBeEmpty();
        model.Layers.OfType<Permute>().ShouldBeEmpty();
    }
}
