namespace Cornea.Layers;

/// <summary>What the operations compute that a functional model may have as nodes, by Keras's names.</summary>
internal static partial class OperationTable
{
    /// <summary>Whether the operation takes its tensors as one list.</summary>
    public static bool TakesList(string className) =>
        className is "AddN" or "Concatenate" or "Stack" or "Hstack" or "Vstack" or "Dstack";

    /// <summary>The operations that can be computed here, but for the activations.</summary>
    public static IEnumerable<string> Names => OfOne.Keys.Concat(OfTwo.Keys).Concat(Others.Keys).Concat(Neural.Keys).Concat(Wider.Keys)
        .Concat(TensorFlow.Keys);

    /// <summary>Whether an operation can be computed here.</summary>
    public static bool Knows(string className) =>
        OfOne.ContainsKey(className) || OfTwo.ContainsKey(className) || Others.ContainsKey(className) || Neural.ContainsKey(className)
        || Wider.ContainsKey(className) || TensorFlow.ContainsKey(className)
        || Registry.TryGet(ClassKind.Activation, AutomaticNames.ToSnakeCase(className), out _);

    /// <summary>Computes an operation.</summary>
    public static Tensors Apply(string className, OperationArguments at)
    {
        if (OfOne.TryGetValue(className, out var one))
        {
            return one(at.X);
        }
        if (OfTwo.TryGetValue(className, out var two))
        {
            return at.IsTensor(0) ? two.Left(at.Tensor(0), at.Operand(1)) : two.Right(at.Operand(0), at.Tensor(1));
        }
        return Others.TryGetValue(className, out var other) ? other(at)
            : Neural.TryGetValue(className, out var neural) ? neural(at)
            : Wider.TryGetValue(className, out var wider) ? wider(at)
            : TensorFlow.TryGetValue(className, out var older) ? older(at) : Activated(className, at);
    }

    // The functions of keras.activations that are operations take their arguments by the names of the activation's configuration.
    private static Tensors Activated(string className, OperationArguments at)
    {
        var name = AutomaticNames.ToSnakeCase(className);
        Registry.TryGet(ClassKind.Activation, name, out var entry);
        var config = new ConfigObject();
        if (className == "Gelu")
        {
            // The operation approximates by default, the activation does not.
            config["approximate"] = true;
        }
        foreach (var parameter in entry!.Parameters)
        {
            if (at.Given(parameter.Key) is { } value)
            {
                config[parameter.Key] = value;
            }
        }
        return ((Activation)Registry.FromConfig(ClassKind.Activation, name, config)).Apply(at.Tensor(0));
    }

}
