namespace Cornea.Inspection;

/// <summary>A model run once on placeholders: the graph of its outputs, and what each of its layers was given and gave.</summary>
internal sealed class ModelTrace
{
    private readonly List<LayerCall> _calls = [];

    private ModelTrace(Model model, Tensor[] inputs)
    {
        (Model, Inputs) = (model, inputs);
        var leaves = new HashSet<Layer>(ReferenceEqualityComparer.Instance);
        Collect(model, leaves);
        var producers = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        var context = new CallContext(seed: model.Seed)
        {
            Observer = (layer, given, outputs) =>
            {
                // The entrance of a nested model hands on what it was given.
                if (!leaves.Contains(layer) || (layer is InputLayer && producers.ContainsKey(given[0])))
                    return;
                int[] sources = [.. given.Select(input => producers.GetValueOrDefault(input, -1)).Where(source => source >= 0).Distinct()];
                foreach (var output in outputs)
                    producers[output] = _calls.Count;
                _calls.Add(new LayerCall(layer, given, outputs) { Sources = sources });
            },
        };
        Outputs = model.Run(inputs, context);
    }

    public Model Model { get; }

    public Tensor[] Inputs { get; }

    public Tensors Outputs { get; }

    /// <summary>The calls in the order in which they are made. Layers of nested models stand in place of these.</summary>
    public IReadOnlyList<LayerCall> Calls => _calls;

    /// <summary>Traces a model for a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">Samples of the batch.</param>
    /// <param name="action">Who asks, for messages.</param>
    /// <exception cref="InvalidOperationException">The shape of its inputs is not known.</exception>
    public static ModelTrace Of(Model model, int batch, string action)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (model.Inputs.Count == 0 || model.Inputs.Any(input => input.Shape.With(0, batch).Contains(Shape.Unknown)))
        {
            throw new InvalidOperationException(
                $"{action} needs to know the shape of a sample, which model '{model.Name}' does not. Give its first layer an inputShape, " +
                "or begin with new InputLayer(shape).");
        }
        return new ModelTrace(model, [.. model.Inputs.Select(input => Tensor.Input(input.Shape.With(0, batch), input.DType, "x"))]);
    }

    /// <summary>Traces a model for given inputs.</summary>
    public static ModelTrace Of(Model model, Tensor input) => new(model, [Tensor.Input(input.Shape, input.DType, "x")]);

    /// <summary>The first call of a layer.</summary>
    /// <exception cref="KeyNotFoundException">The model has no layer of that name; the message names the nearest.</exception>
    public LayerCall CallOf(string layer)
    {
        var names = _calls.Select(call => call.Layer.Name).ToArray();
        return _calls.Find(call => call.Layer.Name == layer) ?? throw new KeyNotFoundException(
            $"Model '{Model.Name}' has no layer '{layer}'. " + (DidYouMean.Suggest(layer, names) is { } near ? $"Did you mean '{near}'?"
                : $"It has {string.Join(", ", names.Select(name => $"'{name}'"))}."));
    }

    /// <summary>What the last layer weighs classes by: its values before softmax or sigmoid where it has one, else the output.</summary>
    public Tensor Scores()
    {
        var last = _calls[^1];
        return last.Layer switch
        {
            Dense { Activation: SoftmaxActivation or SigmoidActivation, Kernel: { } kernel } dense => dense.Bias is { } bias
                ? Tensor.MatMul(last.Inputs[0], kernel.Value) + bias.Value : Tensor.MatMul(last.Inputs[0], kernel.Value),
            Softmax or ActivationLayer { Activation: SoftmaxActivation or SigmoidActivation } => last.Inputs[0],
            _ => Outputs[0],
        };
    }

    private static void Collect(Layer model, HashSet<Layer> leaves)
    {
        foreach (var layer in model.Sublayers)
        {
            if (layer is Model)
                Collect(layer, leaves);
            else
                leaves.Add(layer);
        }
    }
}
