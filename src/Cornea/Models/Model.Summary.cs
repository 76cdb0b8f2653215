namespace Cornea;

public abstract partial class Model
{
    /// <summary>Prints the layers, output shapes and parameters to the standard output, as Keras does.</summary>
    /// <param name="lineLength">The columns of the table; as wide as the terminal allows where null.</param>
    /// <param name="expandNested">Whether the layers of models inside are shown.</param>
    /// <param name="showTrainable">Whether a column says what is trained.</param>
    public void Summary(int? lineLength = null, bool expandNested = false, bool showTrainable = false) =>
        Console.Out.Write(SummaryText(TextTerminal.ForStandardOutput(), lineLength, expandNested, showTrainable));

    /// <summary>The layers, output shapes and parameters as text.</summary>
    /// <param name="terminal">What the output can do; 80 columns where null.</param>
    /// <param name="lineLength">The columns of the table; as wide as the terminal allows where null.</param>
    /// <param name="expandNested">Whether the layers of models inside are shown.</param>
    /// <param name="showTrainable">Whether a column says what is trained.</param>
    /// <param name="positions">Where each column ends as a part of the line; Keras's own where null.</param>
    /// <param name="layerRange">The names of the first and the last layer shown, in either order; all where null. The totals are the
    /// whole model's.</param>
    /// <exception cref="KeyNotFoundException">The model has no layer of such a name; the message names the nearest.</exception>
    public string SummaryText(
        TextTerminal? terminal = null, int? lineLength = null, bool expandNested = false, bool showTrainable = false,
        IReadOnlyList<double>? positions = null,
        (string First, string Last)? layerRange = null)
    {
        EnsureWeights();
        var shapes = OutputShapes();
        var rows = new List<SummaryRow>();
        AddRows(rows, Shown(layerRange), shapes, expandNested, 0, IsChain ? null : ConnectionsOf);
        return new SummaryTable(Name, rows, Total(TrainableWeights), Total(NonTrainableWeights))
        {
            Optimizer = Optimizer is { } optimizer && (optimizer.Variables.Count > 2 || optimizer.Iterations.ToArray<int>()[0] > 0)
                ? Total(optimizer.Variables) : null,
            ShowConnections = !IsChain,
            ShowTrainable = showTrainable,
            LineLength = lineLength,
            Positions = positions,
        }.ToText(terminal ?? TextTerminal.Plain);
    }

    /// <summary>The shapes that leave each layer when the model is traced, where its input shape is known.</summary>
    private protected virtual IReadOnlyList<Shape>? TracedInputs => null;

    /// <summary>What the summary has a row for: a functional model's operations too, as in Keras.</summary>
    private protected virtual IReadOnlyList<Layer> SummaryLayers => ModelLayers;

    /// <summary>Whether the layers follow one another, so that the summary need not say how they are connected.</summary>
    private protected virtual bool IsChain => true;

    /// <summary>Where the inputs of a layer come from, as in <c>a[0][0], b[0][0]</c>; null for an entrance.</summary>
    private protected virtual string? ConnectionsOf(Layer layer) => null;

    private Dictionary<Layer, string> OutputShapes()
    {
        if (TracedInputs is not { } inputs)
            return [];
        var (first, second) = (Observe(inputs, 0), Observe(inputs, 1));
        return first.ToDictionary(shapes => shapes.Key, shapes => Text([.. shapes.Value.Zip(second[shapes.Key], ShapeTrace.Compare)]));
    }

    private static string Text(Shape[] shapes) => shapes.Length == 1 ? Text(shapes[0]) : $"[{string.Join(", ", shapes.Select(Text))}]";

    // Keras writes one axis without the comma that Python has there.
    private static string Text(Shape shape) =>
        shape.Rank == 1 ? shape.ToString().Replace(",", "", StringComparison.Ordinal) : shape.ToString();

    private Dictionary<Layer, Shape[]> Observe(IReadOnlyList<Shape> inputs, int probe)
    {
        var shapes = new Dictionary<Layer, Shape[]>();
        Run(ShapeTrace.Inputs(inputs, probe), new CallContext(seed: Seed)
        {
            Observer = (layer, _, outputs) => shapes[layer] = [.. outputs.Select(output => output.Shape)],
        });
        return shapes;
    }

    private IReadOnlyList<Layer> Shown((string First, string Last)? range)
    {
        if (range is not { } names)
            return SummaryLayers;
        var layers = SummaryLayers.ToList();
        var places = new[] { names.First, names.Last }.Select(name => layers.IndexOf(GetLayer(name))).Order().ToArray();
        return [.. layers.Take(places[0]..(places[1] + 1))];
    }

    private static void AddRows(
        List<SummaryRow> rows, IReadOnlyList<Layer> layers, Dictionary<Layer, string> shapes, bool expandNested, int depth,
        Func<Layer, string?>? connections)
    {
        foreach (var layer in layers)
        {
            var built = layer.IsBuilt;
            bool? trainable = !built || layer.Weights.Count == 0 ? null : layer.TrainableWeights.Count > 0;
            var shape = shapes.GetValueOrDefault(layer)
                ?? (layer.BuiltFor is { } inputs ? Text([.. layer.ComputeOutputShape(inputs)]) : "?");
            rows.Add(new SummaryRow(
                layer.Name, layer.KerasClassName, shape, built ? layer.CountParameters() : null, connections?.Invoke(layer), trainable,
                depth));
            if (expandNested && layer is Model model)
                AddRows(rows, model.ModelLayers, shapes, true, depth + 1, null);
        }
    }

    private static ParameterTotal Total(IEnumerable<Weight> weights) => Total(weights.Select(weight => weight.Variable));

    private static ParameterTotal Total(IEnumerable<Variable> variables) =>
        variables.Aggregate(
            default(ParameterTotal),
            (sum, variable) => sum + new ParameterTotal(variable.Shape.Size, (double)variable.Shape.Size * variable.DType.Size()));
}
