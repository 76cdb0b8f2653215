using System.Collections.Immutable;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Autodiff;

/// <summary>
/// Gradients behind a selection. <c>Where(x &gt; 0, x.Log(), 0)</c> takes nothing from the logarithm where x is 0, so nothing may
/// flow back there; but the logarithm's rule divides by x, and 0 / 0 is not a number. So a gradient that a selection made zero
/// passes the nodes behind it as <c>Where(taken, rule(gradient), 0)</c> instead of <c>rule(Where(taken, gradient, 0))</c>: equal
/// wherever the rule is finite, and 0 where a branch was not taken. Only nodes that may be infinite or not a number need this.
/// </summary>
internal static class SelectedGradient
{
    /// <summary>The gradients for a node's inputs, zero where the gradient of the node was made zero by a selection.</summary>
    /// <param name="node">A node.</param>
    /// <param name="gradient">The gradient of its value.</param>
    /// <param name="notFinite">The nodes that may hold infinities or NaN.</param>
    public static ImmutableArray<Tensor?> Of(Tensor node, Tensor gradient, IReadOnlySet<Tensor> notFinite)
    {
        if (node.Op is not (Unary or Binary or Select or Cast or Reduce) || Unselected(gradient) is not { } selected)
        {
            return node.Op.Gradient(node, gradient);
        }
        bool[] stays = [.. Enumerable.Range(0, node.Inputs.Length).Select(i => EndsFinite(node, i, notFinite))];
        // The rule is written twice only where one input needs it as it is and another behind the selection.
        var plain = stays.Contains(true) ? node.Op.Gradient(node, gradient) : [];
        if (!stays.Contains(false))
        {
            return plain;
        }
        var passed = Of(node, selected.Passed, notFinite);
        var condition = node.Op is Reduce reduce ? Spread(selected.Condition, reduce, node.Inputs[0].Shape) : selected.Condition;
        return [.. passed.Select((input, i) => input is null ? null : stays[i] ? plain[i]
            : Selected(condition, selected.WhereTrue, input))];
    }

    /// <summary>The sum of two contributions to the gradient of a node; where selections made both of them zero, a selected zero.</summary>
    public static Tensor Sum(Tensor first, Tensor second)
    {
        if (Unselected(first) is not { } a || Unselected(second) is not { } b)
            return first + second;
        if (ReferenceEquals(a.Condition, b.Condition))
        {
            return a.WhereTrue == b.WhereTrue
                ? Selected(a.Condition, a.WhereTrue, a.Passed + b.Passed)
                : a.WhereTrue ? Tensor.Where(a.Condition, a.Passed, b.Passed) : Tensor.Where(a.Condition, b.Passed, a.Passed);
        }
        var either = (a.WhereTrue ? a.Condition : !a.Condition) | (b.WhereTrue ? b.Condition : !b.Condition);
        return Selected(either, true, first + second);
    }

    /// <summary>
    /// Whether a node may hold infinities or NaN although variables, matrix products and convolutions are finite. Inputs and
    /// constants may hold anything: a data set has missing values.
    /// </summary>
    /// <param name="node">A node.</param>
    /// <param name="known">What was found for the nodes before it.</param>
    public static bool MayBeNotFinite(Tensor node, HashSet<Tensor> known) => node.Op switch
    {
        Input => true,
        Constant => node.Size > 1 || !double.IsFinite(node.Known![0]),
        _ when !node.DType.IsFloat() => false,
        MatMul or Convolution => false,
        Unary
        {
            Kind: UnaryKind.Exp or UnaryKind.Expm1 or UnaryKind.Sinh or UnaryKind.Cosh or UnaryKind.Log or UnaryKind.Log1p
            or UnaryKind.Sqrt or UnaryKind.Rsqrt or UnaryKind.Tan or UnaryKind.Asin or UnaryKind.Acos or UnaryKind.Acosh
            or UnaryKind.Atanh or UnaryKind.ErfInv
        } when !IsGuarded(node.Inputs[0]) => true,
        Binary { Kind: BinaryKind.Divide or BinaryKind.Remainder or BinaryKind.FloorDivide }
            when !IsGuarded(node.Inputs[1]) && !IsNonZeroNumber(node.Inputs[1]) => true,
        Binary { Kind: BinaryKind.Power } when !IsGuarded(node.Inputs[0])
            && !(ScalarValue.Of(node.Inputs[1]) is { } exponent && exponent.Known![0] >= 1) => true,
        _ => node.Inputs.Any(known.Contains),
    };

    // Whether an argument was kept away from where a function is not finite: an epsilon, a bound or a selection.
    private static bool IsGuarded(Tensor argument) => argument.Op switch
    {
        Broadcast or Reshape or Transpose => IsGuarded(argument.Inputs[0]),
        Select => true,
        Binary { Kind: BinaryKind.Add or BinaryKind.Maximum or BinaryKind.Minimum } => argument.Inputs.Any(IsNonZeroNumber),
        _ => false,
    };

    private static bool IsNonZeroNumber(Tensor tensor) => ScalarValue.Of(tensor) is { } number && number.Known![0] != 0;

    // Whether 0 stays 0 in the rule for an input, and no further rule follows. Then the selection stays where it was made, and a
    // pooling before it can still take it over.
    private static bool EndsFinite(Tensor node, int input, IReadOnlySet<Tensor> notFinite) => node.Inputs[input].Inputs.IsEmpty
        && node.Op switch
        {
            Binary { Kind: BinaryKind.Add or BinaryKind.Subtract } or Unary { Kind: UnaryKind.Negate } => true,
            Binary { Kind: BinaryKind.Multiply } => !notFinite.Contains(node.Inputs[1 - input]),
            _ => false,
        };

    private static bool IsZero(Tensor tensor) => ScalarValue.Of(tensor) is { } number && number.Known![0] == 0;

    private static Tensor Selected(Tensor condition, bool whereTrue, Tensor passed)
    {
        var zero = Tensor.ZerosLike(passed);
        return whereTrue ? Tensor.Where(condition, passed, zero) : Tensor.Where(condition, zero, passed);
    }

    // What a selection between a gradient and 0 let pass, seen through what only moves or repeats elements.
    private static (Tensor Condition, bool WhereTrue, Tensor Passed)? Unselected(Tensor gradient)
    {
        if (gradient.Op is Select)
        {
            return IsZero(gradient.Inputs[2]) ? (gradient.Inputs[0], true, gradient.Inputs[1])
                : IsZero(gradient.Inputs[1]) ? (gradient.Inputs[0], false, gradient.Inputs[2])
                : null;
        }
        if (gradient.Op is not (Broadcast or Reshape or Transpose or Slicing) || Unselected(gradient.Inputs[0]) is not { } inner)
            return null;
        return (new Tensor(gradient.Op, [inner.Condition]), inner.WhereTrue, new Tensor(gradient.Op, [inner.Passed]));
    }

    private static Tensor Spread(Tensor condition, Reduce reduce, Shape shape)
    {
        var kept = shape.ToArray();
        foreach (var axis in reduce.Axes)
            kept[axis] = 1;
        return condition.Reshape(kept).BroadcastTo(shape);
    }
}
