using System.Collections.Immutable;
using Cornea.Autodiff;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea;

/// <summary>Derivatives of graphs, as graphs: they can be simplified, compiled and differentiated again.</summary>
public static partial class Gradients
{
    /// <summary>The derivatives of a loss with respect to some variables.</summary>
    /// <param name="loss">One float.</param>
    /// <param name="variables">What to differentiate by.</param>
    /// <returns>One tensor per variable, of its shape; zeros where the loss does not depend on it.</returns>
    public static Tensor[] Of(Tensor loss, IReadOnlyList<Variable> variables) => Of(loss, [.. variables.Select(variable =>
        variable.Value)]);

    /// <summary>The derivatives of a loss with respect to some tensors of its graph.</summary>
    /// <param name="loss">One float; or any shape when <paramref name="outputGradient"/> is given.</param>
    /// <param name="tensors">What to differentiate by: inputs, variable values or any intermediate tensor.</param>
    /// <param name="outputGradient">What to multiply by (the derivative of something by <paramref name="loss"/>); 1 when not given.</param>
    /// <returns>One tensor per tensor, of its shape; zeros where the loss does not depend on it.</returns>
    /// <exception cref="ShapeException">The loss is not one float.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Tensor.Compute"/> has let go the graph that may lead there.</exception>
    public static Tensor[] Of(Tensor loss, IReadOnlyList<Tensor> tensors, Tensor? outputGradient = null)
    {
        var gradients = OfConnected(loss, tensors, outputGradient);
        return [.. gradients.Select((gradient, i) => gradient ?? Tensor.ZerosLike(tensors[i]))];
    }

    /// <summary>The derivatives of a loss with respect to some tensors of its graph, and which of them it does not depend on.</summary>
    /// <param name="loss">One float; or any shape when <paramref name="outputGradient"/> is given.</param>
    /// <param name="tensors">What to differentiate by: inputs, variable values or any intermediate tensor.</param>
    /// <param name="outputGradient">What to multiply by (the derivative of something by <paramref name="loss"/>); 1 when not given.</param>
    /// <returns>One tensor per tensor, of its shape; null where no gradient gets from the loss to it.</returns>
    /// <exception cref="ShapeException">The loss is not one float.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Tensor.Compute"/> has let go the graph that may lead there.</exception>
    public static Tensor?[] OfConnected(Tensor loss, IReadOnlyList<Tensor> tensors, Tensor? outputGradient = null)
    {
        if (!loss.DType.IsFloat() || (outputGradient is null && loss.Size != 1))
        {
            throw new ShapeException(
                $"Gradients.Of expects a loss of one float, but received {loss.Type}. Reduce it first, as in loss.Mean().");
        }
        if (outputGradient is not null && outputGradient.Type != loss.Type)
            throw new ShapeException($"Gradients.Of expects an output gradient of type {loss.Type}, but received {outputGradient.Type}.");

        var gradients = Of([(loss, outputGradient ?? Tensor.OnesLike(loss))], tensors);
        RequireWay(loss, tensors, gradients);
        return gradients;
    }

    // A tensor that the loss does not reach may have been in a graph that Compute let go: zeros would be wrong without a word. Variables
    // and inputs are never in one, since what depends on them keeps its graph.
    private static void RequireWay(Tensor loss, IReadOnlyList<Tensor> tensors, Tensor?[] gradients)
    {
        int[] unreached = [.. Enumerable.Range(0, tensors.Count)
            .Where(i => gradients[i] is null && tensors[i].Op is not (Input or VariableRead))];
        if (unreached.Length == 0)
            return;
        foreach (var node in GraphOrder.Of([loss]))
        {
            foreach (var i in unreached.Where(i => node.MayHaveLetGo(tensors[i])))
            {
                throw new InvalidOperationException(
                    $"Gradients.Of finds no way from the loss to tensor {i}, of shape {tensors[i].Shape}, but a tensor of shape " +
                    $"{node.Shape} on the way has let its graph go in Compute(). Read its values with ToArray or Item where " +
                    "gradients are wanted, or leave that tensor out.");
            }
        }
    }

    /// <summary>The derivatives of several outputs together, by some tensors of their graph.</summary>
    /// <param name="outputs">Each output and what its derivatives are multiplied by, of its type.</param>
    /// <param name="tensors">What to differentiate by.</param>
    /// <param name="inputsAreFinite">Whether inputs hold no infinities or NaN that a selection has to keep out of the gradients.</param>
    /// <returns>One tensor per tensor; null where no output depends on it.</returns>
    internal static Tensor?[] Of(
        (Tensor Output, Tensor Gradient)[] outputs, IReadOnlyList<Tensor> tensors, bool inputsAreFinite = false)
    {
        var order = GraphOrder.Of(Array.ConvertAll(outputs, output => output.Output));
        var needed = Dependents(order, tensors);
        var gradients = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        var notFinite = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var node in order)
        {
            if (!(inputsAreFinite && node.Op is Input) && SelectedGradient.MayBeNotFinite(node, notFinite))
                notFinite.Add(node);
        }
        void Contribute(Tensor node, Tensor contribution) => gradients[node] = !gradients.TryGetValue(node, out var sum) ? contribution
            : !node.Inputs.IsEmpty && notFinite.Contains(node) ? SelectedGradient.Sum(sum, contribution)
            : sum + contribution;

        foreach (var (output, gradient) in outputs)
            Contribute(output, gradient);
        // What the gradients of a recurrence's results are, until all of them are known: they make one recurrence backwards.
        var results = new Dictionary<Tensor, List<(RecurrenceResult Result, Tensor Gradient)>>(ReferenceEqualityComparer.Instance);
        for (var i = order.Count - 1; i >= 0; i--)
        {
            var node = order[i];
            if (!needed.Contains(node) || !node.Inputs.Any(needed.Contains))
                continue;
            ImmutableArray<Tensor?> inputs;
            if (node.Op is Recurrence)
            {
                if (!results.TryGetValue(node, out var given))
                    continue;
                inputs = RecurrenceGradient.Of(node, given, [.. node.Inputs.Select(needed.Contains)]);
            }
            else if (!gradients.TryGetValue(node, out var gradient))
            {
                continue;
            }
            else if (node.Op is RecurrenceResult result)
            {
                if (!results.TryGetValue(node.Inputs[0], out var given))
                    results[node.Inputs[0]] = given = [];
                given.Add((result, gradient));
                continue;
            }
            else
            {
                inputs = notFinite.Contains(node) || node.Inputs.Any(notFinite.Contains)
                    ? SelectedGradient.Of(node, gradient, notFinite)
                    : node.Op.Gradient(node, gradient);
            }
            for (var j = 0; j < inputs.Length; j++)
            {
                if (inputs[j] is { } contribution && needed.Contains(node.Inputs[j]))
                    Contribute(node.Inputs[j], contribution);
            }
        }
        return [.. tensors.Select(gradients.GetValueOrDefault)];
    }

    // Nodes from which one of the tensors can be reached: gradients are worked out for these alone.
    private static HashSet<Tensor> Dependents(IReadOnlyList<Tensor> order, IReadOnlyList<Tensor> tensors)
    {
        var needed = new HashSet<Tensor>(tensors, ReferenceEqualityComparer.Instance);
        foreach (var node in order)
        {
            if (node.Inputs.Any(needed.Contains))
                needed.Add(node);
        }
        return needed;
    }
}
