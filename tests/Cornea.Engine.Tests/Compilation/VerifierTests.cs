using System.Collections.Immutable;
using Cornea.Compilation;
using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;
using Cornea.Compilation.Scheduling;
using Cornea.Graph;
using Cornea.Graph.Ops;
using Shouldly;

namespace Cornea.Tests.Compilation;

/// <summary>Faults that a pass could make, planted one at a time: the verifier finds each of them.</summary>
public sealed class VerifierTests
{
    private static readonly Tensor X = Tensor.Input([4, 6], name: "x");
    private static readonly Tensor Forgetful = new(new ForgetfulOp(), [X]);

    /// <summary>Each fault and a word of the message that it has to give.</summary>
    private static readonly Dictionary<string, (Action Plant, string Message)> Faults = new()
    {
        ["a node of another type than its op infers"] = (() => Graph([Forgetful], [Forgetful]), "infers"),
        ["a result of another type"] = (() => Graph([X.Sum()], [X + 1]), "was asked for"),
        ["a lost result"] = (() => Graph([X + 1], [X + 1, X * 2]), "were asked for"),
        ["an input that was not given"] = (() => Graph([Tensor.Input([4, 6], name: "foreign") + 1], [X + 1]), "foreign"),
        ["a node that no kernel computes"] =
            (() => Groups(X.Sum(axis: 1).Exp(), (groups, order) => groups.Remove(order.First(node => node.Op is Reduce))),
            "no kernel computes"),
        ["a member of another shape"] = (() => Groups(X.Exp(), (groups, order) =>
            groups[order[^1]] = new FusionGroup(order[^1], [4, 6]) { Members = [order[^1], X.Sum(axis: 1).Exp()], Stored = [order[^1]] }),
            "of shape"),
        ["a member that is not elementwise"] = (() => Groups(X.Exp(), (groups, order) =>
            groups[order[^1]] = new FusionGroup(order[^1], [4, 6])
            {
                Members = [order[^1], X.Sum(axis: 1, keepDims: true)],
                Stored = [order[^1]]
            }), "not elementwise"),
        ["a value that is read but not stored"] = (() => Groups(X.Exp().Sum(axis: 1), (groups, order) =>
        {
            var exp = order.First(node => node.Op is Unary);
            groups[exp] = new FusionGroup(exp, exp.Shape) { Members = [exp] };
            groups[order[^1]] = new FusionGroup(order[^1], exp.Shape);
        }), "no kernel stores"),
        ["groups that wait for each other"] = (() => Groups(X.Sum(axis: 1).Exp(), (groups, order) =>
        {
            var (sum, exp) = (order.First(node => node.Op is Reduce), order[^1]);
            groups[sum] = new FusionGroup(sum, [4, 6]) { Reductions = [sum, exp.Sum(axis: 0)] };
        }), "wait for each other"),
        ["a read before the write"] = (() => Kernels(specs => specs.Reverse()), "before any kernel has written it"),
        ["a view that leaves its buffer"] = (() => Kernels(specs => specs.SetItem(0, Shifted(specs[0]))), "reaches elements"),
        ["a variable read after its update"] = (() => Kernels(specs => specs.Reverse(), update: true), "after its update"),
        ["buffers that overlap while both are needed"] = (() => Memory(buffers => buffers[1].Offset = buffers[0].Offset), "share bytes"),
        ["a buffer outside the arena"] = (() => Memory(buffers => buffers[0].Offset = 1 << 20), "of an arena of"),
        ["a buffer that is not aligned"] = (() => Memory(buffers => buffers[0].Offset += 4), "of an arena of"),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Fact]
    public void The_verifier_is_on_in_tests() => Verifier.IsOn.ShouldBeTrue();

    [Fact]
    public void At_least_ten_faults_are_planted() => Faults.Count.ShouldBeGreaterThanOrEqualTo(10);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_planted_fault_is_found(string fault)
    {
        var (plant, message) = Faults[fault];
        var error = Should.Throw<InvalidOperationException>(plant);
        error.Message.ShouldStartWith("After test, ");
        error.Message.ShouldContain(message);
    }

    private static void Graph(Tensor[] results, Tensor[] given) => Verifier.Graph(results, given, "test");

    // A sound graph's groups with one fault.
    private static void Groups(Tensor output, Action<Dictionary<Tensor, FusionGroup>, List<Tensor>> plant)
    {
        var order = GraphOrder.Of([output]);
        var outputs = new HashSet<Tensor>([output], ReferenceEqualityComparer.Instance);
        var groups = Verifier.Groups(Fuse.Run(order, outputs, fuse: true), order, outputs, "fusing").ToDictionary();
        plant(groups, order);
        Verifier.Groups(new FusionGroups(groups), order, outputs, "test");
    }

    // The kernels of a chain of two, or of a read and an update of one variable, with one fault.
    private static void Kernels(Func<ImmutableArray<KernelSpec>, IEnumerable<KernelSpec>> plant, bool update = false)
    {
        var variable = new Variable(Tensor.Zeros([4, 6]), "w");
        var specs = update
            ? Scheduled(variable.Value.Exp().Sum(axis: 1), [new Update(variable, X * 2)])
            : Scheduled(Tensor.MatMul(X.Exp(), Tensor.Ones([6, 3])).Sum(axis: 0), []);
        Verifier.Kernels([.. plant([.. specs])], "test");
    }

    private static void Memory(Action<BufferSlot[]> plant)
    {
        var specs = Scheduled(
            (Tensor.MatMul(Tensor.MatMul(X.Exp(), Tensor.Ones([6, 3])), Tensor.Ones([3, 3]))
                + Tensor.MatMul(X.Exp(), Tensor.Full([6, 3], 2f))).Sum(axis: 0), []);
        var bytes = MemoryPlan.Run(specs);
        BufferSlot[] buffers =
            [.. specs.SelectMany(spec => spec.Writes).Select(view => view.Buffer).Where(buffer => buffer.Kind == BufferSlotKind.Arena)
            .Distinct()];
        buffers.Length.ShouldBeGreaterThan(1);
        plant(buffers);
        Verifier.Memory(specs, bytes, "test");
    }

    private static IReadOnlyList<KernelSpec> Scheduled(Tensor output, Update[] updates) => Compiler.Schedule(
        new GraphEnds(
            [(X, BufferView.Whole(new BufferSlot(X.Type, "x") { IsKept = true }))],
            [(output, new BufferSlot(output.Type, "output") { IsKept = true })], updates),
        CompileOptions.Default, Device.Cpu.Open(CompileOptions.Default).Passes).Specs;

    private static KernelSpec Shifted(KernelSpec spec) =>
        spec with { Reads = [spec.Reads[0] with { Offset = 1000 }, .. spec.Reads.RemoveAt(0)] };

    // Infers another type every time.
    private sealed record ForgetfulOp : Op
    {
        private int _asked;

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => new([++_asked], DType.Float32);
    }
}
