namespace Cornea.Layers;

/// <summary>The arguments of an operation's call.</summary>
/// <param name="layer">The operation, for messages.</param>
/// <param name="positional">Tensors, lists that hold tensors, and plain values.</param>
/// <param name="named">What is given by name, tensors among it.</param>
/// <param name="config">All plain values that are given by name.</param>
internal sealed class OperationArguments(
    Layer layer, IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named, ConfigObject config)
{
    // They change nothing but how fast or in which order of memory something is computed, or are at work elsewhere.
    private static readonly string[] Passed = ["name", "fill_mode", "assume_unique", "sorted", "flash_attention", "stable", "order_by"];

    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>How many positional ones there are.</summary>
    public int Count => positional.Count;

    /// <summary>The first argument.</summary>
    public Tensor X => Tensor(0);

    /// <summary>Axes by the name <c>axis</c>; null for all.</summary>
    public Axes? AxesOrAll => Axes() is { } axes ? (Axes?)(Axes)axes : null;

    /// <summary>One axis by the name <c>axis</c>; null for all.</summary>
    public int? AxisOrNull => Given("axis", 1)?.AsInt32();

    /// <summary>Whether reduced axes stay.</summary>
    public bool KeepDims => Boolean("keepdims");

    /// <summary>An argument as a tensor; a number becomes one.</summary>
    public Tensor Tensor(int index) => AsTensor(At(index)) ?? throw Wrong(index, "a tensor");

    /// <summary>A tensor by position or by name; null where it is not given.</summary>
    public Tensor? Optional(int index, string name)
    {
        _read.Add(name);
        return (index < positional.Count ? AsTensor(positional[index]) : null) ?? AsTensor(named.GetValueOrDefault(name));
    }

    /// <summary>An argument that is a tensor or a plain number, which takes the other side's type.</summary>
    public Operand Operand(int index) => At(index) switch
    {
        Tensor tensor => tensor,
        ConfigValue { Kind: ConfigValueKind.Integer } whole => whole.AsInt32(),
        ConfigValue { Kind: ConfigValueKind.Boolean } truth => truth.AsBoolean(),
        ConfigValue { IsNumber: true } number => number.AsDouble(),
        ConfigValue { Kind: ConfigValueKind.List } list => BesideTensor(AsTensor(list)!),
        _ => throw Wrong(index, "a tensor or a number"),
    };

    // An array takes the other side's type, as a number does.
    private Tensor BesideTensor(Tensor constant) =>
        positional.OfType<Tensor>().FirstOrDefault() is { } other && other.DType.IsFloat() ? constant.Cast(other.DType) : constant;

    /// <summary>Whether an argument is a tensor.</summary>
    public bool IsTensor(int index) => index < positional.Count && positional[index] is Tensor;

    /// <summary>An argument that is a list of tensors, or all arguments.</summary>
    public IReadOnlyList<Tensor> Tensors(int index) => At(index) is object?[] list
        ? [.. list.Select(item => AsTensor(item) ?? throw Wrong(index, "a list of tensors"))]
        : [.. positional.Select((_, i) => Tensor(i))];

    /// <summary>An argument that is a plain value.</summary>
    public ConfigValue Value(int index) => At(index) as ConfigValue ?? throw Wrong(index, "a plain value");

    /// <summary>An argument by its name, or by its position where Keras has it there; null where it is not given.</summary>
    public ConfigValue? Given(string name, int position = int.MaxValue)
    {
        _read.Add(name);
        return config.Given(name)
            ?? (position < positional.Count && positional[position] is ConfigValue { IsNull: false } value ? value : null);
    }

    /// <summary>Refuses arguments that nothing has read and that say something.</summary>
    /// <exception cref="ConfigException">One of them would change what is computed.</exception>
    public void CheckRead()
    {
        foreach (var (key, value) in config)
        {
            var isNeutral = value.IsNull || value.Equals(false) || (value.IsNumber && value.AsDouble() == 0)
                || value.Kind == ConfigValueKind.Object;
            if (!isNeutral && !_read.Contains(key) && !Passed.Contains(key))
            {
                throw new ConfigException($"Operation {layer} has the argument '{key}' {value}, which is not known here.")
                {
                    NamesClass = true,
                };
            }
        }
    }

    /// <summary>An argument that must be given.</summary>
    public ConfigValue Required(string name, int position = int.MaxValue) => Given(name, position)
        ?? throw new ConfigException($"Operation {layer} needs the argument '{name}', but it is missing or null.") { NamesClass = true };

    /// <summary>A whole number by name.</summary>
    public int Int32(string name, int otherwise = 0) => Given(name)?.AsInt32() ?? otherwise;

    /// <summary>A number by name.</summary>
    public double? Double(string name) => Given(name)?.AsDouble();

    /// <summary>A Boolean by name.</summary>
    public bool Boolean(string name) => Given(name)?.AsBoolean() ?? false;

    /// <summary>An element type by name; null where it is not given.</summary>
    public DType? DType(string name = "dtype", int position = int.MaxValue) => Given(name, position) is not { } value ? null
        : DTypes.TryParse(value.AsText(), out var dtype) ? dtype
        : throw new ConfigException($"Operation {layer} needs an element type as '{name}', but received {value}.") { NamesClass = true };

    /// <summary>One or several axes; null for all.</summary>
    public int[]? Axes() => Given("axis", 1) is { } axis ? Whole(axis) : null;

    /// <summary>One axis.</summary>
    public int Axis(int otherwise = -1) => Given("axis", 1)?.AsInt32() ?? otherwise;

    /// <summary>A list of whole numbers; null in it is -1.</summary>
    public static int[] Whole(ConfigValue value) => value.Kind == ConfigValueKind.List
        ? [.. value.AsList().Select(item => item.IsNull ? -1 : item.AsInt32())]
        : [value.AsInt32()];

    /// <summary>Whole numbers of which one may have been computed, as the length of the batch: -1 stands for it.</summary>
    public int[] Wholes(string name, int position) =>
        position < positional.Count && positional[position] is Tensor computed ? computed.Cast(Cornea.DType.Int32).ToArray<int>()
        : position < positional.Count && positional[position] is object?[] mixed && mixed.Count(item => item is Tensor) < 2
            ? [.. mixed.Select(item => item is ConfigValue { IsNumber: true } number ? number.AsInt32() : -1)]
        : Whole(Required(name, position));

    /// <summary>A list of whole numbers by name.</summary>
    public int[]? WholeOrNull(string name) => Given(name) is { } value ? Whole(value) : null;

    /// <summary>Refuses a value other than the usual one.</summary>
    /// <exception cref="ConfigException">It would change what is computed.</exception>
    public void Refuse(string name, params ReadOnlySpan<ConfigValue> usual)
    {
        if (Given(name) is { } value && !usual.Contains(value))
        {
            throw new ConfigException($"Operation {layer} has '{name}' {value}, which is not known here.") { NamesClass = true };
        }
    }

    private static Tensor? AsTensor(object? value) => value switch
    {
        Tensor tensor => tensor,
        ConfigValue { Kind: ConfigValueKind.Integer } whole => Cornea.Tensor.From(whole.AsInt32()),
        ConfigValue { Kind: ConfigValueKind.Boolean } truth => Cornea.Tensor.From(truth.AsBoolean()),
        ConfigValue { IsNumber: true } number => Cornea.Tensor.From((float)number.AsDouble()),
        ConfigValue { Kind: ConfigValueKind.List } list => NodeValue.Constant(
            new ConfigObject
            {
                { "config", new ConfigObject { { "value", list }, { "dtype", IsWhole(list) ? "int32" : "float32" } } },
            }),
        _ => null,
    };

    private static bool IsWhole(ConfigValue value) => value.Kind == ConfigValueKind.List
        ? value.AsList().All(IsWhole) : value.Kind == ConfigValueKind.Integer;

    private object? At(int index) => index < positional.Count ? positional[index] : throw Wrong(index, "an argument");

    private ConfigException Wrong(int index, string expected) =>
        new($"Operation {layer} expects {expected} as argument {index}, but received something else.") { NamesClass = true };
}
