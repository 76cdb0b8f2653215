using Cornea.Formats.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>Lists of tensors that go round in loops or come out of branches.</summary>
public sealed class ListTests
{
    private static readonly Dictionary<string, OnnxAttribute> None = [];

    [Fact]
    public void A_list_that_grows_in_a_loop()
    {
        // Each row is put before the others, and added up beside.
        var body = new OnnxGraph
        {
            Name = "body",
            Nodes = [new("Gather", "", ["x", "i"], ["row"], None), new("SequenceInsert", "", ["list", "row", "zero"], ["longer"], None),
                new("Add", "", ["sum", "row"], ["more"], None), new("Identity", "", ["go"], ["on"], None)],
            Inputs = [Value("i"), Value("go"), Value("list"), Value("sum")],
            Outputs = [Value("on"), Value("longer"), Value("more")],
        };
        var model = Imported([new("SequenceEmpty", "", [], ["empty"], None),
            new("Loop", "", ["count", "true", "empty", "none"], ["rows", "total"], Body(body)),
            new("ConcatFromSequence", "", ["rows"], ["y"], new Dictionary<string, OnnxAttribute>
            {
                ["axis"] = new("axis", OnnxAttributeType.Int),
                ["new_axis"] = new("new_axis", OnnxAttributeType.Int) { Int = 1 },
            }),
            new("SequenceLength", "", ["rows"], ["length"], None), new("Mul", "", ["length", "ten"], ["tens"], None)],
            [OnnxTensor.Of("count", Tensor.From(3L)), OnnxTensor.Of("true", Tensor.From(true)), OnnxTensor.Of("zero", Tensor.From(0L)),
                OnnxTensor.Of("none", Tensor.Zeros([2])), OnnxTensor.Of("ten", Tensor.From(10L))], "y", "total", "tens");
        var outputs = model.Apply(Tensor.From((float[])[1, 2, 3, 4, 5, 6], [3, 2]));
        outputs[0].ToArray().ShouldBe([5, 6, 3, 4, 1, 2]);
        outputs[1].ToArray().ShouldBe([9, 12]);
        outputs[2].ToArray<long>().ShouldBe([30]);
    }

    [Theory]
    [InlineData(true, new float[] { 1, 1, 3, 9, 5, 25 })]
    [InlineData(false, new float[] { 1, 9, 25 })]
    public void A_branch_that_gives_a_list(bool condition, float[] expected)
    {
        OnnxGraph Branch(string name, params string[] parts) => new()
        {
            Name = name,
            Nodes = [new("SequenceConstruct", "", parts, [name], None)],
            Outputs = [Value(name)],
        };
        var model = Imported([new("Mul", "", ["x", "x"], ["square"], None),
            new("If", "", ["condition"], ["list"], new Dictionary<string, OnnxAttribute>
            {
                ["then_branch"] = new("then_branch", OnnxAttributeType.Graph) { Graph = Branch("both", "x", "square") },
                ["else_branch"] = new("else_branch", OnnxAttributeType.Graph) { Graph = Branch("one", "square") },
            }),
            new("ConcatFromSequence", "", ["list"], ["y"], new Dictionary<string, OnnxAttribute>
            {
                ["axis"] = new("axis", OnnxAttributeType.Int) { Int = 1 },
            })], [OnnxTensor.Of("condition", Tensor.From(condition))], "y");
        model.Apply(Tensor.From((float[])[1, 3, 5], [3, 1]))[0].ToArray().ShouldBe(expected);
    }

    [Fact]
    public void The_parts_of_a_list_that_leaves_the_graph_are_an_output_each()
    {
        var model = Imported([new("Neg", "", ["x"], ["n"], None), new("SequenceConstruct", "", ["x", "n"], ["y"], None)], [], "y");
        model.OutputNames.ShouldBe(["y_0", "y_1"]);
        var outputs = model.Apply(Tensor.From((float[])[1, 3], [2, 1]));
        outputs[0].ToArray().ShouldBe([1, 3]);
        outputs[1].ToArray().ShouldBe([-1, -3]);
        Should.Throw<OnnxException>(() => Imported([new("SequenceEmpty", "", [], ["y"], None)], [], "y"))
            .Message.ShouldContain("a list without parts");
    }

    [Fact]
    public void A_body_for_each_part_of_a_list()
    {
        // Each part times x, beside the length of the part.
        var body = new OnnxGraph
        {
            Name = "body",
            Nodes = [new("Mul", "", ["part", "whole"], ["product"], None), new("Size", "", ["part"], ["size"], None)],
            Inputs = [Value("part"), Value("whole")],
            Outputs = [Value("product"), Value("size")],
        };
        var model = Imported([new("SequenceConstruct", "", ["one", "two"], ["list"], None),
            new("SequenceMap", "", ["list", "x"], ["products", "sizes"], Body(body))],
            [OnnxTensor.Of("one", Tensor.From(2f)), OnnxTensor.Of("two", Tensor.From((float[])[10, 100], [2]))], "products", "sizes");
        var outputs = model.Apply(Tensor.From((float[])[1, 3], [2, 1]));
        outputs[0].ToArray().ShouldBe([2, 6]);
        outputs[1].ToArray().ShouldBe([10, 100, 30, 300]);
        outputs.Skip(2).Select(size => size.Item<long>()).ShouldBe([1, 2]);
    }

    [Fact]
    public void An_optional_value_that_is_not_there_chooses_a_branch()
    {
        OnnxGraph Branch(string name, string node) => new()
        {
            Name = name,
            Nodes = [new(node, "", ["x"], [name], None)],
            Outputs = [Value(name)],
        };
        foreach (var (given, expected) in ((string[], float)[])[([], -3), (["x"], 3)])
        {
            var model = Imported([new("Optional", "", given, ["perhaps"], None), new("Identity", "", ["perhaps"], ["same"], None),
                new("OptionalHasElement", "", ["same"], ["there"], None),
                new("If", "", ["there"], ["y"], new Dictionary<string, OnnxAttribute>
                {
                    ["then_branch"] = new("then_branch", OnnxAttributeType.Graph) { Graph = Branch("yes", "Abs") },
                    ["else_branch"] = new("else_branch", OnnxAttributeType.Graph) { Graph = Branch("no", "Neg") },
                })], [], "y");
            model.Apply(Tensor.From((float[])[3], [1, 1]))[0].Item().ShouldBe(expected);
        }
    }

    private static OnnxValue Value(string name) => new(name, OnnxDataType.Undefined, null);

    private static Dictionary<string, OnnxAttribute> Body(OnnxGraph body) =>
        new() { ["body"] = new("body", OnnxAttributeType.Graph) { Graph = body } };

    private static Functional Imported(OnnxNode[] nodes, OnnxTensor[] constants, params string[] outputs)
    {
        var file = new OnnxFile
        {
            IrVersion = 8,
            Opsets = new Dictionary<string, int> { [""] = 17 },
            Graph = new OnnxGraph
            {
                Name = "lists",
                Nodes = nodes,
                Initializers = constants,
                Inputs = [new OnnxValue("x", OnnxDataType.Float, [new OnnxAxis(null, "rows"), new OnnxAxis(outputs.Length == 3 ? 2 : 1)])],
                Outputs = [.. outputs.Select(Value)],
            },
        };
        return OnnxModel.Import(new MemoryStream(OnnxWriter.Write(file).ToArray()));
    }
}
