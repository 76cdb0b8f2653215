using System.Collections.Immutable;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Passes;

/// <summary>
/// Computations in types that kernels only store become computations in the type that <see cref="DTypes.Wide"/> gives: operands
/// are cast to it and the result is cast back. So each op on float16 or bfloat16 is computed in float32 (a sum, matrix product or
/// convolution accumulates in it) and rounded once, to nearest even, and narrow integers wrap around in their own type.
/// What only moves elements stays in the type itself, and so do products of int8, whose sums are int32. Compilers call this type
/// legalization.
/// </summary>
/// <remarks>
/// Rounding a float32 result of +, -, *, / or a square root once more gives the correctly rounded 16-bit result: 24 bits are at
/// least twice the 11 of float16 and two more (Figueroa, "When is double rounding innocuous?", 1995).
/// </remarks>
internal static class Widen
{
    public static Tensor[] Run(IReadOnlyList<Tensor> outputs)
    {
        var widened = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var node in GraphOrder.Of(outputs, stopAtKnown: true))
            widened[node] = node.Known is not null ? node : Widened(node, [.. node.Inputs.Select(input => widened[input])]);
        return [.. outputs.Select(output => widened[output])];
    }

    private static Tensor Widened(Tensor node, ImmutableArray<Tensor> inputs)
    {
        // Gradients have been taken by now.
        if (node.Op is CustomGradient)
            return inputs[0];
        if (MovesElements(node.Op) || IsOfBytes(node) || (IsWide(node) && inputs.All(IsWide)))
            return GraphCopy.With(node, inputs);
        var result = new Tensor(node.Op, [.. inputs.Select(input => input.Cast(input.DType.Wide()))]);
        return result.DType == node.DType ? result : new Tensor(new Cast(node.DType), [result]);
    }

    // Kernels multiply bytes as they are.
    private static bool IsOfBytes(Tensor node) => node.Op is MatMul or Convolution && node.Inputs.All(input => input.DType == DType.Int8);

    private static bool IsWide(Tensor node) => node.DType.Wide() == node.DType;

    // Leaves, copies, functions of the host, which take what they are given, and the casts that this pass makes itself. A recurrence is
    // widened when its step is compiled.
    private static bool MovesElements(Op op) => op is Input or Constant or VariableRead or Cast or Reshape or Transpose or Broadcast
        or Slicing or Pad or Concat or Gather or HostFunction or Recurrence or RecurrenceResult or Unary { Kind: UnaryKind.StopGradient };
}
