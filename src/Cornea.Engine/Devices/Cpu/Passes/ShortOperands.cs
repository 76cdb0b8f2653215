using System.Collections.Immutable;
using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Pooling;
using Cornea.Graph;
using Cornea.Graph.Ops;
using ConvolutionOp = Cornea.Graph.Ops.Convolution;
using RecurrenceOp = Cornea.Graph.Ops.Recurrence;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>
/// Values that are kept in bfloat16 or float16 stay so in memory: products and convolutions read them as they are and widen them in
/// registers or in the cache, and each other kernel that computes with float32 gets a copy of its own, made right before it runs and gone
/// right after. Casts to float32 are exact and elementwise kernels make them on the way. So the forward pass leaves 16 bits for the
/// backward pass, never float32 of the same value.
/// </summary>
internal static class ShortOperands
{
    private const int FewChannels = 8; // the gradient of a kernel over fewer copies patches of the image, as float32

    /// <summary>Rewrites the graph.</summary>
    /// <param name="outputs">The graph's results.</param>
    public static Tensor[] Run(IReadOnlyList<Tensor> outputs)
    {
        var order = GraphOrder.Of(outputs, stopAtKnown: true);
        if (!order.Any(IsWidening))
            return [.. outputs];
        var rewritten = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        var pooled = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance); // casts that poolings and their gradients share
        foreach (var node in order)
        {
            rewritten[node] = node.Known is not null ? node : node.Op switch
            {
                MatMul product => Make(node, product with { Widens = true }, As(node, 0), As(node, 1)),
                ConvolutionOp { Groups: 1 } convolution => Make(node, convolution with { Widens = true }, As(node, 0), Own(node, 1)),
                ConvolutionKernelGradient { Groups: 1 } gradient when node.Shape[^1] > 1 => Make(
                    node, gradient with { Widens = true }, ReadsShort(node) ? As(node, 0) : Own(node, 0), As(node, 1)),
                Pool { Kind: PoolKind.Maximum } pool when IsTwoByTwo(pool.Window, node.Inputs[0]) => Copy(node, Shared(node)),
                PoolGradient { Kind: PoolKind.Maximum } pool when IsTwoByTwo(pool.Window, node.Inputs[0]) =>
                    Copy(node, Shared(node), Own(node, 1)),
                _ when Fuse.IsElementwise(node) || Fuse.IsView(node) || node.Op is Reduce or RecurrenceOp =>
                    Copy(node, [.. node.Inputs.Select(input => rewritten[input])]),
                _ => Copy(node, [.. node.Inputs.Select((_, i) => Own(node, i))]),
            };
        }
        return [.. outputs.Select(output => rewritten[output])];

        // An operand as it is stored.
        Tensor As(Tensor node, int input) => IsWidening(node.Inputs[input])
            ? Stored(node.Inputs[input].Inputs[0]) : rewritten[node.Inputs[input]];

        // A float32 copy for one kernel alone.
        Tensor Own(Tensor node, int input) => IsWidening(node.Inputs[input])
            ? new Tensor(node.Inputs[input].Op, [Stored(node.Inputs[input].Inputs[0])]) : rewritten[node.Inputs[input]];

        // Weights are variables, kept as they are: what is rounded of them is made again for each use.
        Tensor Stored(Tensor value) => value.Op is Cast && value.Known is null && Fuse.Viewed(value.Inputs[0]).Op is VariableRead
            ? new Tensor(value.Op, [rewritten[value.Inputs[0]]]) : rewritten[value];

        // The kernel of a pooling two by two says which elements it took, where its gradient asks of the same values.
        Tensor Shared(Tensor node)
        {
            if (!IsWidening(node.Inputs[0]))
                return rewritten[node.Inputs[0]];
            if (!pooled.TryGetValue(node.Inputs[0], out var cast))
                pooled[node.Inputs[0]] = cast = Own(node, 0);
            return cast;
        }

        static Tensor Make(Tensor node, Op op, Tensor first, Tensor second) =>
            first.DType.IsShortFloat() || second.DType.IsShortFloat() ? new Tensor(op, [first, second]) : Copy(node, first, second);

        static Tensor Copy(Tensor node, params ImmutableArray<Tensor> inputs) => GraphCopy.With(node, inputs);
    }

    private static bool IsWidening(Tensor node) => node.Op is Cast { To: DType.Float32 } && node.Known is null
        && node.Inputs[0].DType.IsShortFloat() && ScalarValue.Of(node) is null;

    private static bool IsTwoByTwo(Window window, Tensor pooled) => MaxPool2x2Spec.Fits(WindowShape.Of(window, pooled.Shape), pooled.DType);

    private static bool ReadsShort(Tensor gradient) => gradient.Inputs[0].Shape[^1] >= FewChannels && gradient.Inputs[0].Rank == 4;
}
