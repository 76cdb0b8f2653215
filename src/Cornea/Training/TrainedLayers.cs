namespace Cornea.Training;

/// <summary>
/// Which layers and weights were to be trained when a model was compiled. It holds until the model is compiled again, as in Keras; layers
/// that come later are as they say themselves.
/// </summary>
internal sealed class TrainedLayers
{
    private readonly Dictionary<Layer, bool> _layers = [];
    private readonly Dictionary<Variable, bool> _variables = [];

    public TrainedLayers(Model model) => Add(model);

    public bool IsTrained(Layer layer) => _layers.TryGetValue(layer, out var trained) ? trained : layer.Trainable;

    /// <summary>The weights that a step trains, in the model's order.</summary>
    public IReadOnlyList<Weight> Weights(Model model)
    {
        if (!IsTrained(model))
            return [];
        var frozen = new HashSet<Variable>();
        Freeze(model, frozen);
        return [.. model.Weights.Where(weight => IsTrained(weight.Variable) && !frozen.Contains(weight.Variable))];
    }

    /// <summary>Layers and weights that were set otherwise since; the outermost of each branch.</summary>
    public IReadOnlyList<string> Changed(Layer layer)
    {
        if (IsTrained(layer) != layer.Trainable)
            return [layer.Name];
        return [.. layer.Sublayers.SelectMany(Changed), .. layer.OwnWeights.Select(weight => weight.Variable)
            .Where(variable => IsTrained(variable) != variable.Trainable).Select(variable => variable.Name)];
    }

    private bool IsTrained(Variable variable) => _variables.TryGetValue(variable, out var trained) ? trained : variable.Trainable;

    private void Freeze(Layer layer, HashSet<Variable> frozen)
    {
        if (!IsTrained(layer))
            frozen.UnionWith(layer.Weights.Select(weight => weight.Variable));
        foreach (var inner in layer.Sublayers)
            Freeze(inner, frozen);
    }

    private void Add(Layer layer)
    {
        _layers[layer] = layer.Trainable;
        foreach (var weight in layer.OwnWeights)
            _variables[weight.Variable] = weight.Variable.Trainable;
        foreach (var inner in layer.Sublayers)
            Add(inner);
    }
}
