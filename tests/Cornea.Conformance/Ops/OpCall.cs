using System.Globalization;
using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>The arguments of a case by the names that Keras gives them.</summary>
public sealed class OpCall
{
    private readonly Dictionary<string, object?> _arguments = [];
    private readonly List<Tensor> _inputs = [];
    private readonly List<object?> _rest = [];

    public OpCall(OpRow row, JsonElement test)
    {
        var index = 0;
        foreach (var argument in test.GetProperty("args").EnumerateArray())
            Set(row, index++, Value(argument));
        foreach (var argument in test.GetProperty("kwargs").EnumerateObject())
            _arguments[argument.Name] = Value(argument.Value);
        Then = test.Optional("then") is { } then ? [.. then.EnumerateArray().Select(Value)] : [];
        var unknown = _arguments.Keys.Except(row.Parameters).ToList();
        if (unknown.Count > 0)
            throw new UnsupportedCaseException($"the argument {string.Join(", ", unknown)}");
    }

    public OpCall(OpRow row, IReadOnlyList<object> arguments)
    {
        Then = [];
        for (var i = 0; i < arguments.Count; i++)
            Set(row, i, arguments[i]);
    }

    /// <summary>Every tensor of the case in the order of appearance.</summary>
    public IReadOnlyList<Tensor> Inputs => _inputs;

    /// <summary>The arguments with which the function that the call returns is called.</summary>
    public IReadOnlyList<object?> Then { get; }

    /// <summary>An argument as it stands in the case; null where it is not given.</summary>
    public object? this[string name] => _arguments.GetValueOrDefault(name);

    public bool Has(string name) => this[name] is not null;

    /// <summary>Whether an argument stands in the case, be it None.</summary>
    public bool Given(string name) => _arguments.ContainsKey(name);

    /// <summary>A tensor; numbers as Keras makes tensors of them.</summary>
    public Tensor T(string name = "x") => AsTensor(this[name] ?? throw new UnsupportedCaseException($"no {name}"));

    public Tensor? Maybe(string name) => Has(name) ? T(name) : null;

    public ComplexTensor? Complex(string name) => this[name] as ComplexTensor;

    /// <summary>What stands for a parameter that takes any number of arguments.</summary>
    public Tensor[] All() => [.. _rest.Select(item => AsTensor(item!))];

    /// <summary>A list of tensors, or one alone.</summary>
    public Tensor[] Ts(string name) => this[name] is List<object?> list ? [.. list.Select(item => AsTensor(item!))] : [T(name)];

    public Operand O(string name) => this[name] switch
    {
        Tensor tensor => tensor,
        int number => number,
        double number => number,
        bool value => value,
        var other => throw new UnsupportedCaseException($"{name}: {other}"),
    };

    public double D(string name, double otherwise = double.NaN) => this[name] switch
    {
        null => otherwise,
        Tensor tensor => tensor.Item<double>(),
        var number => Convert.ToDouble(number, CultureInfo.InvariantCulture),
    };

    public double? DN(string name) => Has(name) ? D(name) : null;

    public int I(string name, int otherwise = 0) => this[name] is { } value ? AsInt(value) : otherwise;

    public int? IN(string name) => Has(name) ? I(name) : null;

    public bool B(string name, bool otherwise = false) => this[name] is bool value ? value : otherwise;

    public string S(string name, string otherwise = "") => this[name] as string ?? otherwise;

    public DType DT(string name, DType otherwise = DType.Float32) => DTN(name) ?? otherwise;

    public DType? DTN(string name) => !Has(name) ? null
        : DTypes.TryParse(S(name), out var dtype) ? dtype : throw new UnsupportedCaseException($"the type {S(name)}");

    /// <summary>One whole number or several; null where it is not given.</summary>
    public Axes? A(string name = "axis") => this[name] switch
    {
        null => null,
        List<object?> list => list.Select(item => AsInt(item!)).ToArray(),
        var number => AsInt(number),
    };

    /// <summary>Whole numbers, or one.</summary>
    public int[] Is(string name) => this[name] switch
    {
        Tensor tensor => tensor.ToArray<int>(),
        _ => A(name) is { } axes ? [.. axes] : [],
    };

    public double[] Ds(string name) => this[name] is Tensor tensor ? tensor.ToArray<double>() : [D(name)];

    public Shape Shape(string name = "shape") => new(Is(name));

    public OpFunction F(string name) => (OpFunction)this[name]!;

    private void Set(OpRow row, int index, object? value)
    {
        if (Array.FindIndex(row.Parameters, name => name[0] == '*') is var rest and >= 0 && index >= rest)
            _rest.Add(value);
        else
            _arguments[Parameter(row, index)] = value;
    }

    private static string Parameter(OpRow row, int index) => index < row.Parameters.Length
        ? row.Parameters[index]
        : throw new UnsupportedCaseException($"argument {index} of {row.Signature}");

    private static int AsInt(object value) => value switch
    {
        int number => number,
        Tensor { Size: 1 } tensor => tensor.Item<int>(),
        _ => throw new UnsupportedCaseException($"{value} for a whole number"),
    };

    private static Tensor AsTensor(object value) => value switch
    {
        Tensor tensor => tensor,
        int number => Tensor.From(number),
        double number => Tensor.From((float)number),
        bool truth => Tensor.From(truth),
        List<object?> { Count: > 0 } list => Tensor.Stack([.. list.Select(item => AsTensor(item!))]),
        _ => throw new UnsupportedCaseException($"{value} for a tensor"),
    };

    private object? Value(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return value.EnumerateArray().Select(Value).ToList();
            case JsonValueKind.Object when value.TryGetProperty("data", out _):
                return Numbers(value);
            case JsonValueKind.Object when value.TryGetProperty("slice", out var slice):
                return slice.EnumerateArray().Select(end => end.ValueKind == JsonValueKind.Null ? (int?)null : end.GetInt32()).ToArray();
            case JsonValueKind.Object when value.TryGetProperty("symbol", out var symbol):
                return symbol.GetString() == "inf" ? double.PositiveInfinity : double.NegativeInfinity;
            case JsonValueKind.Object when value.TryGetProperty("function", out var text):
                return new OpFunction(text.GetString()!, value.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.Object)
                    .ToDictionary(one => one.Name, one => (Tensor)Value(one.Value)!));
            case JsonValueKind.Number:
                var number = value.GetRawText();
                return number.AsSpan().IndexOfAny("+.eE") >= 0 ? value.GetDouble() : (object)value.GetInt32();
            case JsonValueKind.String:
                return value.GetString();
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean();
            default:
                return null;
        }
    }

    private object Numbers(JsonElement array)
    {
        var numbers = array.Numbers();
        var name = array.Text("dtype");
        if (name == "complex64")
        {
            Tensor Part(int first) => Tensor.From([.. numbers.Where((_, i) => i % 2 == first).Select(one => (float)one)], array.Shape());
            return new ComplexTensor(Part(0), Part(1));
        }
        if (!DTypes.TryParse(name, out var dtype))
            throw new UnsupportedCaseException($"arrays of {name}");
        var tensor = Tensor.From(numbers, array.Shape()).Cast(dtype).Compute();
        _inputs.Add(tensor);
        return tensor;
    }
}
