namespace Cornea.Models;

/// <summary>
/// The calls between some symbolic inputs and outputs, put in order. The order of the layers, and with it that of the
/// weights, is Keras's: by the longest way to an output, then as met from the outputs backwards (<c>ops/function.py</c>).
/// </summary>
internal sealed class FunctionalGraph
{
    private readonly string _model;
    private readonly HashSet<SymbolicTensor> _inputs;
    private readonly List<Node> _order = [];
    private readonly HashSet<Node> _found = [];
    private readonly Dictionary<Layer, int> _met = [];

    public FunctionalGraph(string model, SymbolicTensors inputs, SymbolicTensors outputs)
    {
        _model = model;
        _inputs = [.. inputs];
        foreach (var output in outputs)
            Find(output);
        var (depths, layers) = Depths();
        foreach (var node in inputs.Select(input => input.Node).Where(node => node.Inputs.Count == 0 && layers.TryAdd(node.Layer, 0)))
        {
            _met[node.Layer] = -1;
            depths.Add((node, 0));
        }
        Layers =
        [
            .. layers.Where(layer => layer.Key is not MaskedInput).OrderByDescending(layer => layer.Value)
                .ThenBy(layer => _met[layer.Key]).Select(layer => layer.Key),
        ];
        Nodes =
        [
            .. depths.OrderByDescending(node => node.Depth).ThenBy(node => node.Node.Layer is MaskedInput ? 0 : 1)
                .Select(node => node.Node),
        ];
        IsChain = depths.Select(node => node.Depth).Distinct().Count() == depths.Count && depths.Count == Layers.Count
            && Nodes.All(node => node.Inputs.Count < 2);
    }

    /// <summary>Each layer once.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Each call after those it needs.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Whether each layer is called once, on the output of the one before.</summary>
    public bool IsChain { get; }

    // With a stack of its own instead of recursion: a network may be deeper than the thread's.
    private void Find(SymbolicTensor output)
    {
        var waiting = new Stack<(Node Node, int Next)>();
        Enter(output);
        while (waiting.TryPop(out var top))
        {
            var (node, next) = top;
            if (next < node.Inputs.Count)
            {
                waiting.Push((node, next + 1));
                Enter(node.Inputs[next]);
                continue;
            }
            _order.Add(node);
        }

        void Enter(SymbolicTensor value)
        {
            var node = value.Node;
            if (IsBoundary(value) || !_found.Add(node))
                return;
            _met.TryAdd(node.Layer, _met.Count);
            if (node.Inputs.Count == 0 && !_inputs.Contains(value))
            {
                throw new ArgumentException(
                    $"Functional '{_model}' gets to its outputs through {node.Layer}, which is not among its inputs " +
                    $"({string.Join(", ", _inputs.Select(input => input.Layer))}). Name it among the inputs too.");
            }
            waiting.Push((node, 0));
        }
    }

    // A model may begin in the middle of another.
    private bool IsBoundary(SymbolicTensor value) => value.Node.Inputs.Count > 0 && _inputs.Contains(value);

    private (List<(Node Node, int Depth)> Nodes, Dictionary<Layer, int> Layers) Depths()
    {
        // In the order in which they are first seen, which decides among calls of one depth.
        var (order, depths, layers) = (new List<Node>(), new Dictionary<Node, int>(), new Dictionary<Layer, int>());
        foreach (var node in Enumerable.Reverse(_order))
        {
            if (depths.TryAdd(node, 0))
                order.Add(node);
            var depth = Math.Max(depths[node], layers.GetValueOrDefault(node.Layer));
            (depths[node], layers[node.Layer]) = (depth, depth);
            foreach (var input in node.Inputs.Where(input => !IsBoundary(input)))
            {
                // What puts a mask on an input is no layer in Keras, so that what comes before is as far from the end without it.
                var before = input.Layer is MaskedInput ? depth : depth + 1;
                if (depths.TryAdd(input.Node, before))
                    order.Add(input.Node);
                depths[input.Node] = Math.Max(before, depths[input.Node]);
            }
        }
        return ([.. order.Select(node => (node, depths[node]))], layers);
    }
}
