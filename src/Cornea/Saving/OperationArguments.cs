namespace Cornea.Saving;

/// <summary>The arguments of an operation's call.</summary>
/// <param name="layer">The operation, for messages.</param>
/// <param name="positional">Tensors, lists that hold tensors, and plain values.</param>
/// <param name="config">The arguments by name.</param>
internal sealed class OperationArguments(Layer layer, IReadOnlyList<object?> positional, ConfigObject config)
{
    /// <summary>How many positional ones there are.</summary>
    public int Count => positional.Count;

    /// <summary>An argument as a tensor; a number becomes one.</summary>
    public Tensor Tensor(int index) => At(index) switch
    {
        Tensor tensor => tensor,
        ConfigValue { Kind: ConfigValueKind.Integer } whole => Cornea.Tensor.From(whole.AsInt32()),
        ConfigValue { IsNumber: true } number => Cornea.Tensor.From((float)number.AsDouble()),
        _ => throw Wrong(index, "a tensor"),
    };

    /// <summary>An argument that is a tensor or a plain number, which takes the other side's type.</summary>
    public Operand Operand(int index) => At(index) switch
    {
        Tensor tensor => tensor,
        ConfigValue { Kind: ConfigValueKind.Integer } whole => whole.AsInt32(),
        ConfigValue { IsNumber: true } number => number.AsDouble(),
        _ => throw Wrong(index, "a tensor or a number"),
    };

    /// <summary>Whether an argument is a tensor.</summary>
    public bool IsTensor(int index) => index < positional.Count && positional[index] is Tensor;

    /// <summary>An argument that is a list of tensors.</summary>
    public IReadOnlyList<Tensor> Tensors(int index) => At(index) is object?[] list
        ? [.. list.Select(item => item as Tensor ?? throw Wrong(index, "a list of tensors"))]
        : [.. positional.Select((_, i) => Tensor(i))];

    /// <summary>An argument that is a plain value.</summary>
    public ConfigValue Value(int index) => At(index) as ConfigValue ?? throw Wrong(index, "a plain value");

    /// <summary>An argument by its name, or by its position where Keras has it there; null where it is not given.</summary>
    public ConfigValue? Given(string name, int position = int.MaxValue) =>
        config.Given(name) ?? (position < positional.Count && positional[position] is ConfigValue { IsNull: false } value ? value : null);

    /// <summary>One or several axes; null for all.</summary>
    public int[]? Axes() => Given("axis", 1) is { } axis ? Whole(axis) : null;

    /// <summary>One axis.</summary>
    public int Axis(int otherwise = -1) => Given("axis", 1)?.AsInt32() ?? otherwise;

    /// <summary>Whether reduced axes stay.</summary>
    public bool KeepDims => Given("keepdims")?.AsBoolean() ?? false;

    /// <summary>A list of whole numbers; null in it is -1.</summary>
    public static int[] Whole(ConfigValue value) => value.Kind == ConfigValueKind.List
        ? [.. value.AsList().Select(item => item.IsNull ? -1 : item.AsInt32())]
        : [value.AsInt32()];

    private object? At(int index) => index < positional.Count ? positional[index] : throw Wrong(index, "an argument");

    private ConfigException Wrong(int index, string expected) =>
        new($"Operation {layer} expects {expected} as argument {index}, but received something else.") { NamesClass = true };
}
