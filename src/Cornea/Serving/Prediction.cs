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
}
