using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>Decision trees: all rows go down all trees at once, level after level.</summary>
internal sealed class TreeEnsemble
{
    /// <summary>The attributes that say what the trees are.</summary>
    public const string Attributes = "base_values base_values_as_tensor nodes_falsenodeids nodes_featureids nodes_hitrates "
        + "nodes_hitrates_as_tensor nodes_missing_value_tracks_true nodes_modes nodes_nodeids nodes_treeids nodes_truenodeids nodes_values "
        + "nodes_values_as_tensor post_transform";

    /// <summary>The attributes of the operator TreeEnsemble.</summary>
    public const string EnsembleAttributes = "aggregate_function leaf_targetids leaf_weights membership_values n_targets nodes_falseleafs "
        + "nodes_falsenodeids nodes_featureids nodes_hitrates nodes_missing_value_tracks_true nodes_modes nodes_splits nodes_trueleafs "
        + "nodes_truenodeids post_transform tree_roots";

    private const int Deepest = 512;

    private readonly int[] _roots, _features, _yes, _no;
    // In the type in which values are compared with them.
    private readonly Tensor _thresholds;
    private readonly string[] _modes;
    private readonly bool[] _missingIsTrue;
    private readonly (int Node, int Target, double Weight)[] _leaves;
    // Numbers that belong to a node of the mode MEMBER.
    private readonly float[]?[] _members;
    private readonly int _depth;

    private TreeEnsemble(OperatorCall call, string kind)
    {
        int[] Ints(string name) => call.Ints(name) ?? throw call.Fault($"the attribute '{name}' is missing", name);
        var (trees, ids) = (Ints("nodes_treeids"), Ints("nodes_nodeids"));
        _features = Ints("nodes_featureids");
        _modes = call.Texts("nodes_modes") ?? throw call.Fault("the attribute 'nodes_modes' is missing", "nodes_modes");
        _thresholds = Numbers(call, "nodes_values") ?? throw call.Fault("the attribute 'nodes_values' is missing", "nodes_values");
        var (yes, no) = (Ints("nodes_truenodeids"), Ints("nodes_falsenodeids"));
        _missingIsTrue = [.. (call.Ints("nodes_missing_value_tracks_true") is { Length: > 0 } given ? given : new int[trees.Length])
            .Select(one => one != 0)];
        int[] lengths = [ids.Length, _features.Length, _modes.Length, _thresholds.Size, yes.Length, no.Length,
            _missingIsTrue.Length];
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
        var weights = Numbers(call, $"{kind}_weights")?.ToArray<double>() ?? [];
        if (leafTrees.Length != weights.Length || leafIds.Length != weights.Length || targets.Length != weights.Length)
            throw call.Fault("the lists of the leaves have different lengths", $"{kind}_weights");
        _leaves = [.. weights.Select((weight, i) => (Place(leafTrees[i], leafIds[i]), targets[i], weight))];
        _members = new float[]?[trees.Length];
        _depth = Depth(call);
    }

    // The form of version 5: nodes and leaves in lists of their own, which lead to each other by their places.
    private TreeEnsemble(OperatorCall call)
    {
        int[] Ints(string name) => call.Ints(name) ?? throw call.Fault($"the attribute '{name}' is missing", name);
        Tensor Values(string name) => Tensors(call, name)?.Flatten() ?? throw call.Fault($"the attribute '{name}' is missing", name);
        string[] names = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "MEMBER"];
        var (features, splits, modes) = (Ints("nodes_featureids"), Values("nodes_splits"),
            Values("nodes_modes").ToArray<int>());
        var (yes, no) = (Ints("nodes_truenodeids"), Ints("nodes_falsenodeids"));
        var (yesIsLeaf, noIsLeaf) = (Ints("nodes_trueleafs"), Ints("nodes_falseleafs"));
        var (targets, weights) = (Ints("leaf_targetids"), Values("leaf_weights").ToArray<double>());
        var missing = call.Ints("nodes_missing_value_tracks_true") is { Length: > 0 } given ? given : new int[features.Length];
        var (nodes, leaves) = (features.Length, targets.Length);
        int[] lengths = [splits.Size, modes.Length, yes.Length, no.Length, yesIsLeaf.Length, noIsLeaf.Length, missing.Length];
        if (lengths.Any(length => length != nodes) || weights.Length != leaves || leaves == 0)
            throw call.Fault("the lists of the nodes or of the leaves have different lengths", "nodes_featureids");
        if (modes.Any(mode => mode < 0 || mode >= names.Length))
            throw call.Fault("a mode is a number from 0 to 6", "nodes_modes");
        int Place(int id, bool isLeaf) => id >= 0 && id < (isLeaf ? leaves : nodes) ? isLeaf ? nodes + id : id
            : throw call.Fault($"there is no {(isLeaf ? "leaf" : "node")} {id}", "nodes_truenodeids");
        int[] own = [.. Enumerable.Range(nodes, leaves)];
        _features = [.. features, .. new int[leaves]];
        _modes = [.. modes.Select(mode => names[mode]), .. own.Select(_ => "LEAF")];
        _thresholds = Tensor.Concat([splits, Tensor.Zeros([leaves], splits.DType)]).Compute().Detach();
        _yes = [.. yes.Select((id, i) => Place(id, yesIsLeaf[i] != 0)), .. own];
        _no = [.. no.Select((id, i) => Place(id, noIsLeaf[i] != 0)), .. own];
        _missingIsTrue = [.. missing.Select(one => one != 0), .. new bool[leaves]];
        // A root both of whose ways lead to one leaf is that leaf.
        _roots = [.. Ints("tree_roots").Select(root => Place(root, nodes == 0))];
        _leaves = [.. own.Select((place, i) => (place, targets[i], weights[i]))];
        _members = new float[]?[nodes + leaves];
        var lists = new Queue<float[]>(Lists(Tensors(call, "membership_values")?.ToArray<float>() ?? []));
        for (var i = 0; i < nodes; i++)
        {
            if (_modes[i] == "MEMBER" && !lists.TryDequeue(out _members[i]))
                throw call.Fault($"node {i} has no list of members", "membership_values");
        }
        _depth = Depth(call);
    }

    /// <summary>Numbers that are an attribute, as a list or as a tensor; null where neither is there.</summary>
    public static Tensor? Numbers(OperatorCall call, string name) => Tensors(call, $"{name}_as_tensor")?.Flatten()
        ?? (call.Floats(name) is { Length: > 0 } list ? Tensor.From(list) : null);

    private static Tensor? Tensors(OperatorCall call, string name) =>
        call.Has(name) ? call.Attribute(name, OnnxAttributeType.Tensor).Tensor?.ToTensor() : null;

    // Lists stand one after the other, each with NaN behind it.
    private static IEnumerable<float[]> Lists(float[] values)
    {
        var list = new List<float>();
        foreach (var value in values)
        {
            if (!float.IsNaN(value))
                list.Add(value);
            else
            {
                yield return [.. list];
                list.Clear();
            }
        }
        if (list.Count > 0)
            yield return [.. list];
    }

    /// <summary>Reads the trees of a node.</summary>
    /// <param name="call">The call.</param>
    /// <param name="kind">What the names of the leaves' attributes begin with: <c>class</c> or <c>target</c>.</param>
    public static TreeEnsemble Of(OperatorCall call, string kind) => new(call, kind);

    /// <summary>Reads the trees of a node of the operator TreeEnsemble.</summary>
    /// <param name="call">The call.</param>
    public static TreeEnsemble Of(OperatorCall call) => new(call);

    /// <summary>What the leaves that each row reaches say together.</summary>
    /// <param name="call">The call.</param>
    /// <param name="x">(rows, features).</param>
    /// <param name="targets">How many scores there are.</param>
    /// <param name="together">How: SUM, AVERAGE, MIN or MAX.</param>
    public Tensor Scores(OperatorCall call, Tensor x, int targets, string together)
    {
        if (_leaves.Any(leaf => leaf.Target < 0 || leaf.Target >= targets))
            throw call.Fault($"a leaf speaks of more than {targets} scores");
        if (_features.Any(feature => feature < 0 || feature >= x.Shape[^1]))
            throw call.Fault($"a node asks for more than the {x.Shape[^1]} features there are", "nodes_featureids");
        var at = Tensor.From(_roots).ExpandDims(0).BroadcastTo([x.Shape[0], _roots.Length]);
        var (features, thresholds) = (Tensor.From(_features), _thresholds);
        x = x.Cast(thresholds.DType);
        var (yes, no, missing) = (Tensor.From(_yes), Tensor.From(_no), Tensor.From(_missingIsTrue));
        for (var level = 0; level < _depth; level++)
        {
            var value = x.TakeAlong(features.Gather(at), 1);
            var limit = thresholds.Gather(at);
            var goes = Holds(call, at, value, limit) | (value.IsNaN() & missing.Gather(at));
            at = Tensor.Where(goes, yes.Gather(at), no.Gather(at));
        }
        // A leaf that says nothing of a target is no part of its largest and smallest.
        var nothing = together switch
        {
            "MAX" => double.NegativeInfinity,
            "MIN" => double.PositiveInfinity,
            _ => 0,
        };
        var table = Enumerable.Repeat(nothing, _features.Length * targets).ToArray();
        foreach (var (node, target, weight) in _leaves)
        {
            ref var place = ref table[node * targets + target];
            place = double.IsInfinity(place) ? weight : place + weight;
        }
        var each = Tensor.From(table, [_features.Length, targets]).Cast(thresholds.DType).Gather(at);
        var scores = together switch
        {
            "SUM" => each.Sum(1),
            "AVERAGE" => each.Mean(1),
            "MAX" => each.Max(1),
            "MIN" => each.Min(1),
            var other => throw call.Fault($"aggregate_function '{other}' is not known", "aggregate_function"),
        };
        if (nothing != 0)
            scores = Tensor.Where(scores.EqualTo(nothing), 0, scores);
        return Numbers(call, "base_values") is { } start ? scores + start.Cast(scores.DType) : scores;
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
                "MEMBER" => IsMember(at, value),
                _ => throw call.Fault($"the mode '{mode}' is not known", "nodes_modes"),
            };
            if (modes.Length > 1)
                one &= Tensor.From(_modes.Select(other => other == mode).ToArray()).Gather(at);
            holds = holds is null ? one : holds | one;
        }
        return holds ?? Tensor.Zeros(at.Shape, DType.Bool);
    }

    private Tensor IsMember(Tensor at, Tensor value)
    {
        var width = _members.Max(list => list?.Length ?? 0);
        var table = Enumerable.Repeat(float.NaN, _members.Length * Math.Max(1, width)).ToArray();
        for (var i = 0; i < _members.Length; i++)
            _members[i]?.CopyTo(table, i * width);
        return value.ExpandDims(-1).EqualTo(Tensor.From(table, [_members.Length, Math.Max(1, width)]).Gather(at)).Any([-1]);
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
