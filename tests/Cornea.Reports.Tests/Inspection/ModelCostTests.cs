namespace Cornea.Reports.Tests.Inspection;

public sealed class ModelCostTests
{
    [Fact]
    public void Multiplications_are_those_of_the_definition()
    {
        var x = Model.Input([8, 8, 4]);
        SymbolicTensor[] outputs =
        [
            new Conv2D(6, (3, 3), padding: Padding.Same, name: "same").On(x),             // 64 positions x 6 filters x 9 taps x 4
            new Conv2D(6, (3, 3), strides: (2, 2), groups: 2, name: "groups").On(x),      // 9 positions x 6 filters x 9 taps x 2
            new DepthwiseConv2D((3, 3), name: "depthwise").On(x),                         // 36 positions x 4 channels x 9 taps
            new SeparableConv2D(5, (3, 3), name: "separable").On(x),                      // depthwise + 36 positions x 5 filters x 4
            new Conv2DTranspose(5, (3, 3), strides: (2, 2), name: "transpose").On(x),     // 64 positions x 9 taps x 4 x 5
            new Dense(7, name: "dense").On(x),                                            // 64 positions x 4 x 7
            new LSTM(3, name: "lstm").On(new Reshape([8, 32]).On(x)),                     // 8 steps x 4 gates x 3 units x (32 + 3)
            new MaxPooling2D((2, 2), name: "pool").On(x),
        ];
        var cost = new Functional(x, outputs).Cost(batch: 2, new MachineSpeed(1e9, 1e9));
        long Macs(string name) => cost.Layers.Single(layer => layer.Name == name).Macs / 2;
        Macs("same").ShouldBe(64 * 6 * 9 * 4);
        Macs("groups").ShouldBe(9 * 6 * 9 * 2);
        Macs("depthwise").ShouldBe(36 * 4 * 9);
        Macs("separable").ShouldBe(36 * 4 * 9 + 36 * 5 * 4);
        Macs("transpose").ShouldBe(64 * 9 * 4 * 5);
        Macs("dense").ShouldBe(64 * 4 * 7);
        Macs("lstm").ShouldBe(8 * 4 * 3 * (32 + 3));
        Macs("pool").ShouldBe(0);
        cost.Macs.ShouldBe(cost.Layers.Sum(layer => layer.Macs));
    }

    [Fact]
    public void Bytes_parameters_and_times_are_there_before_and_after_running()
    {
        var model = new Sequential { new Dense(5, inputDim: 3, name: "a"), new Dense(2, name: "b") };
        var cost = model.Cost(batch: 4, new MachineSpeed(MacsPerSecond: 1000, BytesPerSecond: 1e9));
        var first = cost.Layers[0];
        (first.Name, first.Kind, first.Parameters, first.WeightBytes, first.OutputBytes).ShouldBe(("a", "Dense", 20, 80, 80));
        first.EstimatedMilliseconds.ShouldBe(60, 1e-9);
        first.MeasuredMilliseconds.ShouldBeNull();
        var measured = cost.Measure(runs: 3);
        measured.Layers.ShouldAllBe(layer => layer.MeasuredMilliseconds > 0);
        measured.MeasuredMilliseconds!.Value.ShouldBeGreaterThan(0);
        measured.ToString().ShouldContain("100 MACs, 32 parameters");
        Should.Throw<InvalidOperationException>(() => new Sequential { new Dense(2) }.Cost()).Message.ShouldContain("inputShape");
    }

    [Fact]
    public void Slow_memory_decides_where_it_is_slower() =>
        new MachineSpeed(1e6, 1e3).Milliseconds(macs: 1000, bytes: 10).ShouldBe(10, 1e-12);

    [Fact]
    public void A_graph_has_its_branches_shapes_and_nested_models()
    {
        var inner = new Sequential([new Dense(4, inputDim: 4, name: "inner")], name: "nested");
        var x = Model.Input([4], name: "x");
        var a = inner.On(x);
        var model = new Functional(x, new Dense(1, name: "out").On(new Add("sum").On(a, x)));
        var graph = LayerGraph.Of(model.Cost(1, new MachineSpeed(1e9, 1e9)));
        graph.Nodes.Select(node => node.Name).ShouldBe(["x", "inner", "sum", "out"]);
        graph.Edges.Select(edge => (edge.From, edge.To)).ShouldBe([(0, 1), (1, 2), (0, 2), (2, 3)], ignoreOrder: true);
        graph.Edges.ShouldAllBe(edge => edge.Label == "(1, 4)");
        graph.Nodes[1].Lines[0].ShouldBe("Dense \u00b7 20 parameters");
    }
}
