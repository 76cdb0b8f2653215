using System.Globalization;

namespace Cornea.Serving;

/// <summary>An answer of a <see cref="ModelServer"/>: the outputs for one sample, which are the caller's own, and who gave them.</summary>
public sealed class Prediction
{
    private readonly float[][] _values;
    private readonly Shape[] _shapes;

    internal Prediction(string version, float[][] values, Shape[] shapes) => (Version, _values, _shapes) = (version, values, shapes);

    /// <summary>The version of the model that computed the answer.</summary>
    public string Version { get; }

    /// <summary>The values of the first output, row by row, without the batch axis.</summary>
    public float[] Values => _values[0];

    /// <summary>The first output, of one sample's shape.</summary>
    public Tensor Output => Tensor.From(_values[0], _shapes[0]);

    /// <summary>All outputs, in the model's order.</summary>
    public IReadOnlyList<Tensor> Outputs => [.. _values.Zip(_shapes, (values, shape) => Tensor.From(values, shape))];

    /// <summary>The first numbers of the first output, the shapes of all, and the version, such as
    /// <c>[0.021, 0.979] of (2,) by version 1</c>.</summary>
    public override string ToString()
    {
        const int Most = 10;
        var numbers = Values.Take(Most).Select(value => value.ToString("G4", CultureInfo.InvariantCulture));
        var rest = Values.Length > Most ? ", ..." : "";
        return $"[{string.Join(", ", numbers)}{rest}] of {string.Join(" and ", _shapes)} by version {Version}";
    }
}
