namespace Cornea;

/// <summary>Operators: each is a node of the functional model, as Keras's <c>keras.ops</c>, and is saved as such.</summary>
public sealed partial class SymbolicTensor
{
    /// <summary>Some of the elements, as of a tensor: <c>x[Slice.All, 0]</c>.</summary>
    /// <param name="slices">One per axis; the first is the batch.</param>
    public SymbolicTensor this[params ReadOnlySpan<Slice> slices]
    {
        get
        {
            var key = new List<ConfigValue>();
            foreach (var slice in slices)
            {
                key.Add(NodeValue.Of(slice));
            }
            return Node1("GetItem", [null, ConfigValue.List(key)], this);
        }
    }

    /// <summary>The sum.</summary>
    /// <param name="a">One value.</param>
    /// <param name="b">Another.</param>
    public static SymbolicTensor operator +(SymbolicTensor a, SymbolicTensor b) => Node1("Add", [null, null], a, b);

    /// <summary>The value plus a number.</summary>
    /// <param name="a">A value.</param>
    /// <param name="b">A number.</param>
    public static SymbolicTensor operator +(SymbolicTensor a, double b) => Node1("Add", [null, b], a);

    /// <summary>A number plus the value.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A value.</param>
    public static SymbolicTensor operator +(double a, SymbolicTensor b) => Node1("Add", [a, null], b);

    /// <summary>The difference.</summary>
    /// <param name="a">One value.</param>
    /// <param name="b">Another.</param>
    public static SymbolicTensor operator -(SymbolicTensor a, SymbolicTensor b) => Node1("Subtract", [null, null], a, b);

    /// <summary>The value minus a number.</summary>
    /// <param name="a">A value.</param>
    /// <param name="b">A number.</param>
    public static SymbolicTensor operator -(SymbolicTensor a, double b) => Node1("Subtract", [null, b], a);

    /// <summary>A number minus the value.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A value.</param>
    public static SymbolicTensor operator -(double a, SymbolicTensor b) => Node1("Subtract", [a, null], b);

    /// <summary>The value with the other sign.</summary>
    /// <param name="a">A value.</param>
    public static SymbolicTensor operator -(SymbolicTensor a) => Node1("Negative", [null], a);

    /// <summary>The product element by element.</summary>
    /// <param name="a">One value.</param>
    /// <param name="b">Another.</param>
    public static SymbolicTensor operator *(SymbolicTensor a, SymbolicTensor b) => Node1("Multiply", [null, null], a, b);

    /// <summary>The value times a number.</summary>
    /// <param name="a">A value.</param>
    /// <param name="factor">A number.</param>
    public static SymbolicTensor operator *(SymbolicTensor a, double factor) => Node1("Multiply", [null, factor], a);

    /// <summary>A number times the value.</summary>
    /// <param name="factor">A number.</param>
    /// <param name="b">A value.</param>
    public static SymbolicTensor operator *(double factor, SymbolicTensor b) => Node1("Multiply", [factor, null], b);

    /// <summary>The quotient element by element.</summary>
    /// <param name="a">One value.</param>
    /// <param name="b">Another.</param>
    public static SymbolicTensor operator /(SymbolicTensor a, SymbolicTensor b) => Node1("TrueDivide", [null, null], a, b);

    /// <summary>The value divided by a number.</summary>
    /// <param name="a">A value.</param>
    /// <param name="divisor">A number.</param>
    public static SymbolicTensor operator /(SymbolicTensor a, double divisor) => Node1("TrueDivide", [null, divisor], a);

    /// <summary>A number divided by the value.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A value.</param>
    public static SymbolicTensor operator /(double a, SymbolicTensor b) => Node1("TrueDivide", [a, null], b);

    /// <summary>Any operation of <c>keras.ops</c> by the name of its class.</summary>
    /// <param name="className">The class, such as <c>Mean</c>, <c>Matmul</c> or <c>Concatenate</c>.</param>
    /// <param name="inputs">The values that it takes, in order.</param>
    /// <param name="arguments">Its other arguments by Keras's names, such as <c>axis</c>.</param>
    /// <returns>Its results; most operations have one.</returns>
    /// <exception cref="ConfigException">The operation is not known.</exception>
    /// <example>
    /// <code>var mean = SymbolicTensor.Operation("Mean", x, new ConfigObject { { "axis", -1L }, { "keepdims", true } })[0];</code>
    /// </example>
    public static SymbolicTensors Operation(string className, SymbolicTensors inputs, ConfigObject? arguments = null)
    {
        var tensors = new ConfigValue?[inputs.Count];
        return OperationTable.TakesList(className)
            ? OperationLayer.Call(
                className, [ConfigValue.List(tensors.Select(_ => OperationLayer.Placeholder()))], inputs, arguments)
            : OperationLayer.Call(className, tensors, inputs, arguments);
    }

    private static SymbolicTensor Node1(string className, IReadOnlyList<ConfigValue?> arguments, params SymbolicTensors inputs) =>
        OperationLayer.Call(className, arguments, inputs)[0];
}
