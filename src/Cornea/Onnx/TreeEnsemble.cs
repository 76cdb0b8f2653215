namespace Cornea.Onnx;

/// <summary>Decision trees: all rows go down all trees at once, level after level.</summary>
internal sealed class TreeEnsemble
{
    /// <summary>The attributes that say what the trees are.</summary>
    public const string Attributes = "base_values nodes_falsenodeids nodes_featureids nodes_hitrates nodes_missing_value_tracks_true "
        + "nodes_modes nodes_nodeids nodes_treeids nodes_truenodeids nodes_values post_transform";

    private const int Deepest = 512;

    private readonly int[] _roots, _features, _yes, _no;
    private readonly float[] _thresholds;
    private readonly string[] _modes;
    private readonly bool[] _missingIsTrue;
    private readonly (int Node, int Target, float Weight)[] _leaves;
    private readonly int _depth;

    private TreeEnsemble(OperatorCall call, string kind)
    {
        int[] Ints(string name) => call.Ints(name) ?? throw call.Fault($"the attribute '{name}' is missing", name);
        var (trees, ids) = (Ints("nodes_treeids"), Ints("nodes_nodeids"));
        _features = Ints("nodes_featureids");
        _modes = call.Texts("nodes_modes") ?? throw call.Fault("the attribute 'nodes_modes' is missing", "nodes_modes");
        _thresholds = call.Floats("nodes_values") ?? throw call.Fault("the attribute 'nodes_values' is missing", "nodes_values");
        var (yes, no) = (Ints("nodes_truenodeids"), Ints("nodes_falsenodeids"));
        _missingIsTrue = [.. (call.Ints("nodes_missing_value_tracks_true") is { Length: > 0 } given ? given : new int[trees.Length])
            .Select(one => one != 0)];
        int[] lengths = [ids.Length, _features.Length, _modes.Length, _thresholds.Length, yes.Length, no.Length, _missingIsTrue.Length];
        if (trees.Length == 0 || lengths.Any(length => length != trees.Length))
            throw call.Fault("the lists of the nodes have different lengths", "nodes_nodeids");
        var places = new Dictionary<(int Tree, int Id), int>();
        for (var i = 0; i < trees.Length; i++)
        {
            if (!places.TryAdd((trees[i], ids[i]), i))
                throw call.Fault($"tree {trees[i]} has two nodes {ids[i]}", "nodes_nodeids");
        }
        int Place(int tree, int id) => places.TryGetValue((tree, id), out var place) ? place
            : throw call.Fault($"tree {tree} has no node {id}", "nodes_nodeids");
        // A leaf leads to itself.
        _yes = [.. yes.Select((id, i) => _modes[i] == "LEAF" ? i : Place(trees[i], id))];
        _no = [.. no.Select((id, i) => _modes[i] == "LEAF" ? i : Place(trees[i], id))];
        _roots = [.. Enumerable.Range(0, trees.Length).GroupBy(i => trees[i]).Select(tree => tree.First())];
        var (leafTrees, leafIds, targets) = (Ints($"{kind}_treeids"), Ints($"{kind}_nodeids"), Ints($"{kind}_ids"));
        var weights = call.Floats($"{kind}_weights") ?? [];
        if (leafTrees.Length != weights.Length || leafIds.Length != weights.Length || targets.Length != weights.Length)
            throw call.Fault("the lists of the leaves have different lengths", $"{kind}_weights");
        _leaves = [.. weights.Select((weight, i) => (Place(leafTrees[i], leafIds[i]), targets[i], weight))];
        _depth = Depth(call);
    }

    /// <summary>Reads the trees of a node.</summary>
    /// <param name="call">The call.</param>
    /// <param name="kind">What the names of the leaves' attributes begin with: <c>class</c> or <c>target</c>.</param>
    public static TreeEnsemble Of(OperatorCall call, string kind) => new(call, kind);

    /// <summary>What the leaves that each row reaches say together.</summary>
    /// <param name="call">The call.</param>
    /// <param name="x">(rows, features).</param>
    /// <param name="targets">How many scores there are.</param>
    public Tensor Scores(OperatorCall call, Tensor x, int targets)
    {
        if (_leaves.Any(leaf => leaf.Target < 0 || leaf.Target >= targets))
            throw call.Fault($"a leaf speaks of more than {targets} scores");
        if (_features.Any(feature => feature < 0 || feature >= x.Shape[^1]))
            throw call.Fault($"a node asks for more than the {x.Shape[^1]} features there are", "nodes_featureids");
        var at = Tensor.From(_roots).ExpandDims(0).BroadcastTo([x.Shape[0], _roots.Length]);
        var (features, thresholds) = (Tensor.From(_features), Tensor.From(_thresholds));
        var (yes, no, missing) = (Tensor.From(_yes), Tensor.From(_no), Tensor.From(_missingIsTrue));
        for (var level = 0; level < _depth; level++)
        {
            var value = x.TakeAlong(features.Gather(at), 1);
            var limit = thresholds.Gather(at);
            var goes = Holds(call, at, value, limit) | (value.IsNaN() & missing.Gather(at));
            at = Tensor.Where(goes, yes.Gather(at), no.Gather(at));
        }
        var table = new float[_features.Length * targets];
        foreach (var (node, target, weight) in _leaves)
            table[node * targets + target] += weight;
        var each = Tensor.From(table, [_features.Length, targets]).Gather(at);
        var scores = call.Text("aggregate_function", "SUM") switch
        {
            "SUM" => each.Sum(1),
            "AVERAGE" => each.Mean(1),
            "MAX" => each.Max(1),
            "MIN" => each.Min(1),
            var other => throw call.Fault($"aggregate_function '{other}' is not known", "aggregate_function"),
        };
        return call.Floats("base_values") is { Length: > 0 } start ? scores + Tensor.From(start) : scores;
    }

    private Tensor Holds(OperatorCall call, Tensor at, Tensor value, Tensor limit)
    {
        var modes = _modes.Where(mode => mode != "LEAF").Distinct().ToArray();
        Tensor? holds = null;
        foreach (var mode in modes)
        {
            var one = mode switch
            {
                "BRANCH_LEQ" => value <= limit,
                "BRANCH_LT" => value < limit,
                "BRANCH_GTE" => value >= limit,
                "BRANCH_GT" => value > limit,
                "BRANCH_EQ" => value.EqualTo(limit),
                "BRANCH_NEQ" => value.NotEqualTo(limit),
                _ => throw call.Fault($"the mode '{mode}' is not known", "nodes_modes"),
            };
            if (modes.Length > 1)
                one &= Tensor.From(_modes.Select(other => other == mode).ToArray()).Gather(at);
            holds = holds is null ? one : holds | one;
        }
        return holds ?? Tensor.Zeros(at.Shape, DType.Bool);
    }

    private int Depth(OperatorCall call)
    {
        var (level, depth) = (_roots.ToHashSet(), 0);
        while (level.Any(node => _modes[node] != "LEAF"))
        {
            if (++depth > Deepest)
                throw call.Fault($"a tree is deeper than {Deepest}, or its nodes form a circle", "nodes_truenodeids");
            level = [.. level.Where(node => _modes[node] != "LEAF").SelectMany(node => (int[])[_yes[node], _no[node]])];
        }
        return depth;
    }
}
