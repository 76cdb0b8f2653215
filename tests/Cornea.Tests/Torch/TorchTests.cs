using Cornea.Conformance;
using Cornea.Torch;
using Shouldly;

namespace Cornea.Tests.Torch;

/// <summary>State dicts of PyTorch: the layouts by hand, networks by what PyTorch computed.</summary>
public sealed class TorchTests
{
    private static readonly string Fixtures = Path.Combine(Path.GetDirectoryName(KerasFixtures.Folder)!, "torch");

    [Fact]
    public void Networks_predict_what_PyTorch_predicts()
    {
        var run = ConformanceRun.Replay(Fixtures);
        using var report = new StringWriter();
        run.Write(report);
        run.Failed.ShouldBe(0, report.ToString());
        run.Passed.ShouldBe(Directory.GetFiles(Fixtures, "*.safetensors").Length, report.ToString());
    }

    [Fact]
    public void Other_families_predict_what_PyTorch_predicts()
    {
        var folder = Path.Combine(Path.GetDirectoryName(KerasFixtures.Folder)!, "torch-families");
        var run = ConformanceRun.Replay(folder);
        using var report = new StringWriter();
        run.Write(report);
        (run.Passed, run.Failed, run.Unsupported).ShouldBe((Directory.GetFiles(folder, "*.safetensors").Length, 0, 0), report.ToString());
    }

    [Theory]
    [InlineData("mobilenet_v3_small", "mobilenet_v3 of 11 blocks to 288 channels", true)]
    [InlineData("MobileNetV3Small", "mobilenet_v3 of 11 blocks to 288 channels", true)]
    [InlineData("mobilenet_v3_large", "mobilenet_v3 of 11 blocks to 288 channels", false)]
    [InlineData("mobilenet_v2", "mobilenet_v2 of 17 blocks to 320 channels", true)]
    [InlineData("resnet50", "mobilenet_v2 of 17 blocks to 320 channels", false)]
    public void A_published_network_of_another_width_is_known_by_its_blocks(string name, string description, bool expected) =>
        TorchMember.IsOfOtherWidth(name, description).ShouldBe(expected);

    [Fact]
    public void A_head_of_several_linear_modules_is_refused_by_name()
    {
        var state = State(("fc.0.weight", Tensor.Zeros([4, 2])), ("fc.2.weight", Tensor.Zeros([3, 4])));
        var net = new TorchNetwork(state, 1e-5);
        Should.Throw<InvalidDataException>(() => net.Head(Model.Input([2]), "fc")).Message.ShouldContain("fc.0, fc.2");
        Should.Throw<InvalidDataException>(() => net.Head(Model.Input([2]), "classifier")).Message.ShouldContain("none of that name");
    }

    [Fact]
    public void The_rows_of_a_dense_layer_behind_a_flatten_are_moved()
    {
        // An image of 1 x 2 positions with the channels (1, 2) and (3, 4): PyTorch flattens it to 1 3 2 4.
        var x = Model.Input([1, 2, 2]);
        var dense = new Dense(1);
        var model = new Functional(x, dense.On(new Flatten().On(x)));
        var state = State(("fc.weight", Tensor.From([1f, 10, 100, 1000], [1, 4])), ("fc.bias", Tensor.Zeros([1])));
        state.LoadAfterFlatten(dense, "fc", [1, 2, 2]);
        model.Predict(Tensor.From([1f, 2, 3, 4], [1, 1, 2, 2]), verbose: Verbosity.Silent).ToArray().ShouldBe([1 + 30 + 200 + 4000f]);
    }

    [Fact]
    public void Weights_of_a_depthwise_convolution_go_to_their_channel_and_multiplier()
    {
        var layer = new DepthwiseConv2D(1, depthMultiplier: 2, useBias: false);
        layer.BuildFor([[1, 1, 1, 3]]);
        State(("dw.weight", Tensor.From([0f, 1, 10, 11, 20, 21], [6, 1, 1, 1]))).Load(layer, "dw");
        // Output channel c * 2 + j is the input channel c times its weight 10 c + j.
        Tensor y = layer.Apply(Tensor.Ones([1, 1, 1, 3]), new CallContext());
        y.ToArray().ShouldBe([0f, 1, 10, 11, 20, 21]);
    }

    [Fact]
    public void Gates_of_a_GRU_are_put_in_order()
    {
        var layer = new GRU(1);
        layer.BuildFor([[1, 2, 1]]);
        State(
            ("g.weight_ih_l0", Tensor.From([1f, 2, 3], [3, 1])), ("g.weight_hh_l0", Tensor.From([4f, 5, 6], [3, 1])),
            ("g.bias_ih_l0", Tensor.From([7f, 8, 9])), ("g.bias_hh_l0", Tensor.From([10f, 11, 12]))).Load(layer, "g");
        layer.GetWeights().SelectMany(weight => weight.ToArray()).ShouldBe([2f, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10, 12]);
    }

    [Fact]
    public void What_is_missing_and_what_is_left_over_is_said()
    {
        var dense = new Dense(1, inputShape: [2]);
        dense.BuildFor([[1, 2]]);
        var state = State(("a.weight", Tensor.Ones([1, 2])), ("a.bias", Tensor.Ones([1])), ("b.weight", Tensor.Ones([1])),
            ("a.num_batches_tracked", Tensor.From(3L)));
        Should.Throw<InvalidDataException>(() => state.Load(dense, "c")).Message.ShouldContain("no 'c.weight'");
        state.Load(dense, "a");
        state.Unused.ShouldBe(["b.weight"]);
        Should.Throw<InvalidDataException>(state.RequireAllUsed).Message.ShouldContain("b.weight");
        Should.Throw<NotSupportedException>(() => state.Load(new Masking(), "a"));
    }

    [Fact]
    public void A_pickle_is_refused_by_its_content_and_with_advice()
    {
        using var scratch = new Scratch();
        foreach (var content in (byte[][])[[0x80, 2, (byte)'}', (byte)'.'], [(byte)'P', (byte)'K', 3, 4, 0, 0]])
        {
            var path = scratch.With("weights.safetensors", content);
            Should.Throw<MalformedFileException>(() => TorchStateDict.Read(path)).Message.ShouldContain("safetensors.torch");
        }
    }

    [Fact]
    public void Names_of_old_DenseNets_are_those_of_today() =>
        State(("features.denseblock1.denselayer2.norm.1.weight", Tensor.Ones([1]))).Names
            .ShouldBe(["features.denseblock1.denselayer2.norm1.weight"]);

    private static TorchStateDict State(params (string Name, Tensor Value)[] tensors) =>
        new(tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value));
}
