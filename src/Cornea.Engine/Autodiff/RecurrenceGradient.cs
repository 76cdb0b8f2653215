using System.Collections.Immutable;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Autodiff;

/// <summary>
/// The gradient of a recurrence: a recurrence in the opposite direction. It carries the gradients of the carries and the sums
/// of the gradients of captured tensors, and reads the forward values it needs as sequences. Forward values that cost little
/// are computed again from stacked ones: the carries, the products, exponentials and the like, and whatever else is no elementwise
/// or layout op.
/// </summary>
internal sealed class RecurrenceGradient
{
    private readonly Tensor _node;
    private readonly Recurrence _op;
    private readonly RecurrenceBody _body;
    private readonly List<(Tensor Initial, Tensor Placeholder, Tensor Next)> _carries = [];
    private readonly List<(Tensor Sequence, Tensor Placeholder)> _inputs = [];
    private readonly List<Tensor> _stacked = [];
    private HashSet<Tensor> _early = [];
    private HashSet<Tensor> _late = [];

    private RecurrenceGradient(Tensor node)
    {
        _node = node;
        _op = (Recurrence)node.Op;
        _body = _op.Body;
    }

    /// <summary>The gradients for a recurrence's inputs.</summary>
    /// <param name="node">The recurrence.</param>
    /// <param name="given">The gradients of its results, one a result.</param>
    /// <param name="wanted">For which inputs a gradient is asked.</param>
    public static ImmutableArray<Tensor?> Of(Tensor node, IReadOnlyList<(RecurrenceResult Result, Tensor Gradient)> given,
        IReadOnlyList<bool> wanted) =>
        new RecurrenceGradient(node).Run(given, wanted);

    private ImmutableArray<Tensor?> Run(IReadOnlyList<(RecurrenceResult Result, Tensor Gradient)> given, IReadOnlyList<bool> wanted)
    {
        if (_op.Condition is not null)
        {
            throw new NotSupportedException(
                "A loop whose number of steps depends on values has no gradient: nobody knows how many steps to keep. Give it the most "
                    + "steps that it may make, maximumIterations of Ops.WhileLoop, or read its results through StopGradient.");
        }
        var placeholders = _body.Placeholders;
        var carryCount = _body.Carries.Length;
        var isCarried = Enumerable.Range(0, carryCount).Where(i => _body.Carries[i].DType.IsFloat()).ToArray();
        var sources = Enumerable.Range(0, placeholders.Length)
            .Where(i => placeholders[i].DType.IsFloat() && (i < carryCount || wanted[i])).ToArray();

        // One step backwards: from the gradients of what it hands on and stacks to those of what it takes up and reads.
        var handedOn = _body.Carries.Select((carry, i) => Placeholder(carry.Type, $"gradient of carry {i}")).ToArray();
        var seeds = isCarried.Select(i => (_body.Next[i], handedOn[i])).ToList();
        foreach (var (result, gradient) in given)
        {
            if (result is not StepStack stack)
                continue;
            var row = Placeholder(stack.Inner.Type, "gradient of a step");
            _inputs.Add((gradient, row));
            seeds.Add((stack.Inner, row));
        }
        var found = Gradients.Of([.. seeds], [.. sources.Select(i => placeholders[i])], inputsAreFinite: true);
        var gradients = new Tensor?[placeholders.Length];
        for (var k = 0; k < sources.Length; k++)
            gradients[sources[k]] = found[k];
        SplitByTime(found.OfType<Tensor>(), [.. handedOn, .. _inputs.Select(input => input.Placeholder)]);

        foreach (var i in isCarried)
        {
            var initial = given.Where(pair => pair.Result is FinalCarry last && last.Carry == i).Select(pair => pair.Gradient)
                .FirstOrDefault();
            _carries.Add((initial ?? Tensor.ZerosLike(_body.Carries[i]), handedOn[i], gradients[i] ?? Tensor.ZerosLike(_body.Carries[i])));
        }
        var results = new Func<Tensor, Tensor[], Tensor?>?[placeholders.Length];
        for (var k = 0; k < isCarried.Length; k++)
            results[isCarried[k]] = Final(k);
        for (var i = carryCount; i < placeholders.Length; i++)
        {
            if (gradients[i] is not { } gradient)
                continue;
            results[i] = i < carryCount + _body.Inputs.Length ? Stack(gradient) : Summed(placeholders[i], gradient);
        }

        var (backward, stacks) = Trace();
        return [.. results.Select((result, i) => wanted[i] ? result?.Invoke(backward, stacks) : null)];
    }

    private (Tensor Backward, Tensor[] Stacks) Trace()
    {
        Tensor[] ends = [.. _carries.Select(carry => carry.Next), .. _stacked];
        var stored = Stored(ends);
        var replacements = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        var placeholders = _body.Placeholders;
        for (var i = _body.Carries.Length + _body.Inputs.Length; i < placeholders.Length; i++)
            replacements[placeholders[i]] = _node.Inputs[i];
        foreach (var node in GraphOrder.Of(ends, stopAt: stored.Contains))
        {
            if (!stored.Contains(node))
                continue;
            var row = Placeholder(node.Type, "forward " + node.Op.Name);
            replacements[node] = row;
            _inputs.Add((Forward(node), row));
        }
        var copies = GraphCopy.Of(ends, replacements);
        return RecurrenceBody.Trace(
            [.. _carries.Select(carry => carry.Initial)], [.. _inputs.Select(input => input.Sequence)],
            [.. _carries.Select(carry => carry.Placeholder)], [.. _inputs.Select(input => input.Placeholder)],
            copies[.._carries.Count], copies[_carries.Count..], _op.Length, !_op.Reverse);
    }

    // The values of a node of the forward body at all steps.
    private Tensor Forward(Tensor inner)
    {
        var input = _body.Inputs.IndexOf(inner);
        return input >= 0 ? _node.Inputs[_body.Carries.Length + input] : new Tensor(new StepStack(inner, _op.Length), [_node]);
    }

    // Nodes of the forward body whose values the backward steps read.
    private HashSet<Tensor> Stored(Tensor[] ends)
    {
        var order = GraphOrder.Of(ends);
        var users = new Dictionary<Tensor, List<Tensor>>(ReferenceEqualityComparer.Instance);
        foreach (var node in order)
        {
            foreach (var input in node.Inputs)
            {
                if (!users.TryGetValue(input, out var list))
                    users[input] = list = [];
                list.Add(node);
            }
        }
        var stored = new HashSet<Tensor>([.. _body.Carries, .. _body.Inputs], ReferenceEqualityComparer.Instance);
        foreach (var node in order.Where(node => _early.Contains(node) && !IsCheap(node) && node.Op is not (Input or Recurrence)))
        {
            // What is added to a product and nothing else takes its place: the sum is as large, and is the product's epilogue.
            var last = node;
            while (users.TryGetValue(last, out var list) && list is [var only] && IsElementwise(only) && only.Type == last.Type
                && _early.Contains(only))
            {
                last = only;
            }
            stored.Add(last);
        }
        // Where the backward steps read parts of a stored value alone, these are stored.
        var parts = GraphOrder.Of(ends, stopAt: stored.Contains).SelectMany(node => node.Inputs.Select(input => (Input: input, User: node)))
            .Where(pair => stored.Contains(pair.Input) && !stored.Contains(pair.User) && !IsGiven(pair.Input))
            .GroupBy(pair => pair.Input, pair => pair.User, ReferenceEqualityComparer.Instance as IEqualityComparer<Tensor>).ToArray();
        foreach (var use in parts.Where(use => use.All(user => user.Op is Slicing)))
        {
            Tensor[] slices = [.. use.Distinct()];
            if (slices.Sum(slice => (long)slice.Size) >= use.Key.Size || ends.Contains(use.Key))
                continue;
            stored.Remove(use.Key);
            stored.UnionWith(slices);
        }
        return stored;
    }

    private bool IsGiven(Tensor node) => _body.Carries.Contains(node) || _body.Inputs.Contains(node);

    // Early nodes depend on the forward placeholders of the step alone, late ones on gradients.
    private void SplitByTime(IEnumerable<Tensor> ends, IReadOnlyList<Tensor> latePlaceholders)
    {
        _early = new HashSet<Tensor>([.. _body.Carries, .. _body.Inputs], ReferenceEqualityComparer.Instance);
        _late = new HashSet<Tensor>(latePlaceholders, ReferenceEqualityComparer.Instance);
        foreach (var node in GraphOrder.Of(ends))
        {
            if (node.Inputs.Any(_late.Contains))
                _late.Add(node);
            else if (node.Inputs.Any(_early.Contains))
                _early.Add(node);
        }
    }

    // The sum over the steps of a captured tensor's gradient. Products of two matrices of rows are not summed step by step:
    // one product of all rows of all steps is the same sum.
    private Func<Tensor, Tensor[], Tensor?> Summed(Tensor placeholder, Tensor gradient)
    {
        var (products, rest) = (new List<Func<Tensor, Tensor[], Tensor>>(), default(Tensor));
        foreach (var term in Terms(gradient))
        {
            if (term.Op is MatMul { TransposeA: true, TransposeB: false } && term.Rank == 2 && Rows(term.Inputs[0]) is { } a
                && Rows(term.Inputs[1]) is { } b)
            {
                products.Add((backward, stacks) => Tensor.MatMul(a(backward, stacks).Transpose(), b(backward, stacks)));
            }
            else
                rest = rest is null ? term : rest + term;
        }
        Func<Tensor, Tensor[], Tensor>? sum = null;
        if (rest is not null)
        {
            var held = Placeholder(placeholder.Type, "sum of gradients");
            _carries.Add((Tensor.ZerosLike(placeholder), held, held + rest));
            sum = Final(_carries.Count - 1);
        }
        return (backward, stacks) =>
        {
            var terms = products.Select(product => product(backward, stacks));
            return sum is null ? terms.Aggregate((x, y) => x + y) : terms.Aggregate(sum(backward, stacks), (x, y) => x + y);
        };
    }

    private static IEnumerable<Tensor> Terms(Tensor gradient) =>
        gradient.Op is Binary { Kind: BinaryKind.Add } ? gradient.Inputs.SelectMany(Terms) : [gradient];

    // A matrix of rows at all steps, as one matrix; null for what is the same at every step.
    private Func<Tensor, Tensor[], Tensor>? Rows(Tensor inner)
    {
        if (!_early.Contains(inner) && !_late.Contains(inner))
            return null;
        var stack = _early.Contains(inner) ? (_, _) => Forward(inner) : Stack(inner);
        return (backward, stacks) => stack(backward, stacks).Reshape(new Shape(_op.Length * inner.Shape[0], inner.Shape[1]));
    }

    private Func<Tensor, Tensor[], Tensor> Stack(Tensor inner)
    {
        _stacked.Add(inner);
        var at = _stacked.Count - 1;
        return (_, stacks) => stacks[at];
    }

    private Func<Tensor, Tensor[], Tensor> Final(int carry) =>
        (backward, _) => new Tensor(new FinalCarry(carry, _carries[carry].Placeholder.Type), [backward]);

    private static bool IsElementwise(Tensor node) => node.Op is Unary or Binary or Select or Cast;

    // Functions that take tens of cycles cost more than reading what they gave.
    private static bool IsCheap(Tensor node) => (IsElementwise(node) && node.Op is not Unary { IsFunction: true })
        || node.Op is Reshape or Transpose or Broadcast or Slicing or Pad or Concat;

    private static Tensor Placeholder(TensorType type, string name) => Tensor.Input(type.Shape, type.DType, name);
}
