namespace Cornea.Saving;

/// <summary>An operation of <c>keras.ops</c> that a functional model of a file has as a node.</summary>
/// <param name="className">The operation, such as <c>GetItem</c>.</param>
/// <param name="config">Its arguments that are no tensors.</param>
/// <param name="arguments">Its positional arguments, tensors among them as <c>__keras_tensor__</c>.</param>
/// <param name="module">The module of Keras in which it stands.</param>
[NotSaved("It is saved as the operation that it is.")]
internal sealed class OperationLayer(string className, ConfigObject config, IReadOnlyList<ConfigValue> arguments, string module)
    : Layer, IWrittenNode
{
    private const string ConstantClass = "__numpy__", TensorConstantClass = "__tensor__";

    /// <inheritdoc/>
    public override string ClassName => className;

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <summary>The operation of a node of a configuration.</summary>
    public static OperationLayer Read(ConfigObject node)
    {
        var config = node.Given("config")?.AsObject() ?? [];
        var calls = node.Given("inbound_nodes")?.AsList() ?? [];
        var call = calls.Count > 0 ? calls[0].AsObject() : [];
        var name = node.Given("name") ?? config.Given("name");
        var className = node["class_name"].AsText();
        var merged = new ConfigObject();
        foreach (var (key, value) in config.Concat(call.Given("kwargs")?.AsObject() ?? []))
        {
            merged[key] = value;
        }
        var module = node.Given("module")?.AsText() ?? "keras.src.ops.numpy";
        var layer = new OperationLayer(className, merged, call.Given("args")?.AsList() ?? [], module);
        if (name is not null)
        {
            layer.Name = name.AsText().Replace('/', '_');
        }
        return OperationTable.Knows(className) ? layer : throw new ConfigException(
            $"Layer '{layer.Name}' is the operation '{className}' of keras.ops, which models here cannot have as a node. " +
            "Build the model again with a layer in its place, and load the weights.")
        { NamesClass = true };
    }

    /// <summary>The node with tensors of a model in place of those it was read with.</summary>
    public ConfigObject Written(IReadOnlyList<ConfigValue> tensors)
    {
        var next = 0;
        var own = new ConfigObject();
        foreach (var (key, value) in config.Where(pair => pair.Key != "name"))
        {
            own.Add(key, value);
        }
        own["name"] = Name;
        return new ConfigObject
        {
            { "module", module },
            { "class_name", className },
            { "config", own },
            { "registered_name", className },
            { "name", Name },
            {
                "inbound_nodes", new ConfigValue[]
                {
                    new ConfigObject { { "args", ConfigValue.List(arguments.Select(Replaced)) }, { "kwargs", new ConfigObject() } },
                }
            },
        };

        ConfigValue Replaced(ConfigValue value) => IsOf(value, FunctionalReader.TensorClass) ? tensors[next++]
            : value.Kind == ConfigValueKind.List ? ConfigValue.List(value.AsList().Select(Replaced)) : value;
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var next = 0;
        return OperationTable.Apply(className, new OperationArguments(this, [.. arguments.Select(Value)], config));

        object? Value(ConfigValue value) => value.Kind switch
        {
            ConfigValueKind.Object when IsOf(value, FunctionalReader.TensorClass) => inputs[next++],
            ConfigValueKind.Object when IsOf(value, ConstantClass) || IsOf(value, TensorConstantClass) => Constant(value.AsObject()),
            ConfigValueKind.List when HasTensor(value) => value.AsList().Select(Value).ToArray(),
            _ => value,
        };
    }

    private static Tensor Constant(ConfigObject value)
    {
        var config = value["config"].AsObject();
        var (numbers, shape) = (new List<double>(), new List<int>());
        Flatten(config["value"], 0);
        var dtype = DTypes.TryParse(config.Given("dtype")?.AsText() ?? "float32", out var named) ? named : DType.Float32;
        return Tensor.From(numbers.ToArray(), new Shape([.. shape])).Cast(dtype);

        void Flatten(ConfigValue item, int depth)
        {
            if (item.Kind != ConfigValueKind.List)
            {
                numbers.Add(item.Kind == ConfigValueKind.Boolean ? (item.AsBoolean() ? 1 : 0) : item.AsDouble());
                return;
            }
            if (shape.Count == depth)
            {
                shape.Add(item.AsList().Count);
            }
            foreach (var inner in item.AsList())
            {
                Flatten(inner, depth + 1);
            }
        }
    }

    private static bool HasTensor(ConfigValue value) => value.Kind == ConfigValueKind.List
        && value.AsList().Any(item => IsOf(item, FunctionalReader.TensorClass) || IsOf(item, ConstantClass) || HasTensor(item));

    private static bool IsOf(ConfigValue value, string name) => value.Kind == ConfigValueKind.Object
        && value.AsObject().Given("class_name") is { Kind: ConfigValueKind.Text } given && given.AsText() == name;
}
