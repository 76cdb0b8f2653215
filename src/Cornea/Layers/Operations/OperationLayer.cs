namespace Cornea.Layers;

/// <summary>
/// An operation of <c>keras.ops</c> as a node of a functional model: <c>a + b</c>, <c>x[:, 0]</c>. It is named and counted as layers are
/// and stands among a model's operations, but not among its layers.
/// </summary>
/// <param name="className">The operation, such as <c>GetItem</c>.</param>
/// <param name="config">Its arguments that are no tensors.</param>
/// <param name="arguments">Its positional arguments, tensors among them as <c>__keras_tensor__</c>.</param>
/// <param name="keywords">Its arguments by name that may be tensors.</param>
/// <param name="module">The module of Keras in which it stands.</param>
[NotSaved("It is saved as the operation that it is.")]
internal sealed class OperationLayer(
    string className, ConfigObject config, IReadOnlyList<ConfigValue> arguments, ConfigObject keywords, string module) : Layer
{
    private const string ConstantClass = "__numpy__", TensorConstantClass = "__tensor__";

    private readonly ConfigObject _named = Merged(config, keywords);

    /// <inheritdoc/>
    public override string ClassName => className;

    /// <summary>The operand of a binary operation that is a number; null where there is none.</summary>
    public double? Number => arguments.FirstOrDefault(argument => argument.IsNumber)?.AsDouble();

    internal override bool IsOperation => true;

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    private protected override bool Autocasts => false;

    /// <summary>Calls an operation on symbolic values.</summary>
    /// <param name="className">The operation, such as <c>Add</c>.</param>
    /// <param name="arguments">Its positional arguments: symbolic values are null.</param>
    /// <param name="inputs">The symbolic values, in order.</param>
    /// <param name="config">Its other arguments.</param>
    /// <exception cref="ConfigException">The operation is not known.</exception>
    public static SymbolicTensors Call(
        string className, IReadOnlyList<ConfigValue?> arguments, SymbolicTensors inputs, ConfigObject? config = null)
    {
        var layer = new OperationLayer(
            className, config ?? [], [.. arguments.Select(argument => argument ?? Placeholder())], [], OperationModules.Of(className));
        return Known(layer).OnAll(inputs);
    }

    /// <summary>What stands for a symbolic value among the arguments.</summary>
    public static ConfigValue Placeholder() => new ConfigObject { { "class_name", NodeValue.TensorClass } };

    /// <summary>The operation of a node of a configuration.</summary>
    /// <exception cref="ConfigException">The operation is not known.</exception>
    public static OperationLayer Read(ConfigObject node)
    {
        var config = Merged(node.Given("config")?.AsObject() ?? [], []);
        var calls = node.Given("inbound_nodes")?.AsList() ?? [];
        var call = calls.Count > 0 ? calls[0].AsObject() : [];
        var name = node.Given("name") ?? config.Given("name");
        config.Remove("name");
        var className = node["class_name"].AsText();
        var module = node.Given("module")?.AsText() ?? OperationModules.Of(className);
        var layer = new OperationLayer(
            className, config, call.Given("args")?.AsList() ?? [], call.Given("kwargs")?.AsObject() ?? [], module);
        if (name is not null)
        {
            layer.Name = name.AsText().Replace('/', '_');
        }
        return Known(layer);
    }

    /// <summary>The node with tensors of a model in place of those it was read with; several where Keras has no class for it.</summary>
    /// <exception cref="ConfigException">Keras cannot compute it.</exception>
    public IReadOnlyList<ConfigObject> Written(IReadOnlyList<ConfigValue> tensors, SymbolicTensor input)
    {
        var next = 0;
        var own = Merged(config, []);
        own["name"] = Name;
        ConfigValue[] positional = [.. arguments.Select(Replaced)];
        return OperationForms.Of(className, Name, _named, positional, input)
            ?? [Node(module, className, Name, own, positional, Replaced(keywords).AsObject())];

        ConfigValue Replaced(ConfigValue value)
        {
            if (NodeValue.Is(value, NodeValue.TensorClass))
            {
                return tensors[next++];
            }
            if (value.Kind == ConfigValueKind.List)
            {
                return ConfigValue.List(value.AsList().Select(Replaced));
            }
            if (value.Kind != ConfigValueKind.Object)
            {
                return value;
            }
            var made = new ConfigObject();
            foreach (var (key, item) in value.AsObject())
            {
                made.Add(key, Replaced(item));
            }
            return made;
        }
    }

    /// <summary>A node as Keras writes it.</summary>
    internal static ConfigObject Node(
        string module, string className, string name, ConfigObject config, IReadOnlyList<ConfigValue> arguments, ConfigObject keywords) =>
        new()
        {
            { "module", module },
            { "class_name", className },
            { "config", config },
            { "registered_name", className },
            { "name", name },
            {
                "inbound_nodes",
                new ConfigValue[] { new ConfigObject { { "args", ConfigValue.List(arguments) }, { "kwargs", keywords } } }
            },
        };

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var next = 0;
        object?[] positional = [.. arguments.Select(Value)];
        var named = keywords.ToDictionary(pair => pair.Key, pair => Value(pair.Value), StringComparer.Ordinal);
        var at = new OperationArguments(this, positional, named, _named);
        var results = OperationTable.Apply(className, at);
        at.CheckRead();
        return results;

        object? Value(ConfigValue value) => value.Kind switch
        {
            ConfigValueKind.Object when NodeValue.Is(value, NodeValue.TensorClass) => inputs[next++],
            ConfigValueKind.Object when NodeValue.Is(value, ConstantClass) || NodeValue.Is(value, TensorConstantClass) =>
                NodeValue.Constant(value.AsObject()),
            ConfigValueKind.List when HasTensor(value) => value.AsList().Select(Value).ToArray(),
            _ => value,
        };
    }

    private static OperationLayer Known(OperationLayer layer) => OperationTable.Knows(layer.ClassName) ? layer : throw new ConfigException(
        $"Layer '{layer.Name}' is the operation '{layer.ClassName}' of keras.ops, which models here cannot have as a node. " +
        "Build the model again with a layer in its place, and load the weights.")
    { NamesClass = true };

    private static ConfigObject Merged(ConfigObject first, ConfigObject second)
    {
        var merged = new ConfigObject();
        foreach (var (key, value) in first.Concat(second))
        {
            merged[key] = value;
        }
        return merged;
    }

    private static bool HasTensor(ConfigValue value) => value.Kind == ConfigValueKind.List && value.AsList().Any(item =>
        NodeValue.Is(item, NodeValue.TensorClass) || NodeValue.Is(item, ConstantClass) || NodeValue.Is(item, TensorConstantClass)
        || HasTensor(item));
}
