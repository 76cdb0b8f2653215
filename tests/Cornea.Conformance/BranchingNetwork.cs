namespace Cornea.Conformance;

/// <summary>The network of the case tfk221_subclassed_weights, which Keras 2 holds as a class with a layer, a list and a
/// dictionary of layers.</summary>
public sealed class BranchingNetwork : Model
{
    private readonly Layer[] _chain;
    private readonly Dense _plain;
    private readonly Dense _gate;

    /// <summary>Initializes the network.</summary>
    public BranchingNetwork() : base("net", seed: 1)
    {
        _chain =
        [
            Track(new Dense(4, Activation.Relu), "dense"),
            Track(new Dense(4, Activation.Tanh), "dense_1"),
            Track(new Dense(3), "dense_2"),
            Track(new BatchNormalization(), "batch_normalization"),
        ];
        (_plain, _gate) = (Track(new Dense(2), "dense_3"), Track(new Dense(2, Activation.Sigmoid), "dense_4"));
    }

    /// <summary>Where the newer form has the layers: those of attributes and lists by class, those of the dictionary by its name.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>
    {
        ["layers/dense"] = "dense",
        ["layers/dense_1"] = "dense_1",
        ["layers/dense_2"] = "dense_2",
        ["layers/batch_normalization"] = "batch_normalization",
        ["table/dense"] = "dense_3",
        ["table/dense_1"] = "dense_4",
    };

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var x = inputs;
        foreach (var layer in _chain)
        {
            x = layer.Apply(x, context);
        }
        return (Tensor)_plain.Apply(x, context) * _gate.Apply(x, context);
    }
}
