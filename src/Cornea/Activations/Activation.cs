namespace Cornea.Activations;

/// <summary>A function that shapes a layer's output, such as <c>Activation.Relu</c>. Keras: <c>keras.activations</c>.</summary>
[Configurable(ClassKind.Activation, "keras.activations", FunctionSuffix = "Activation")]
public abstract partial record Activation : IOtherForm
{
    /// <summary>The name under which Keras's files know it, such as <c>relu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Applies the function.</summary>
    /// <param name="x">Any shape; softmax and its kin work along the last axis.</param>
    public abstract Tensor Apply(Tensor x);

    /// <summary>The layer of Keras that stands for the function in its files, where it has arguments that the function there does not take
    /// along; null elsewhere.</summary>
    internal virtual ConfigObject? AsLayer => null;

    ConfigObject? IOtherForm.OtherForm => AsLayer;

    /// <summary>How a file describes a layer of Keras.</summary>
    internal static ConfigObject LayerForm(string className, params (string Key, ConfigValue Value)[] arguments)
    {
        var config = new ConfigObject { { "name", AutomaticNames.ToSnakeCase(className) } };
        foreach (var (key, value) in arguments)
            config.Add(key, value);
        return new ConfigObject
        {
            { "module", "keras.layers" }, { "class_name", className }, { "config", config }, { "registered_name", ConfigValue.Null },
        };
    }

    /// <summary>Whether a value may depend on others: in softmax and its kin, and perhaps in a function of the user's.</summary>
    internal bool WorksAlongAxis =>
        this is SoftmaxActivation or LogSoftmaxActivation or SparsemaxActivation or GluActivation
        || GetType().Assembly != typeof(Activation).Assembly;

    /// <summary>Applies the function to channels that stand last here and first outside, along the axes that it has outside.</summary>
    /// <param name="x">(batch, lengths..., channels).</param>
    /// <returns>The result, with channels last.</returns>
    internal Tensor ApplyChannelsFirst(Tensor x) => WorksAlongAxis ? Apply(x.MoveAxis(-1, 1)).MoveAxis(1, -1) : Apply(x);
}
