namespace Cornea.Conformance;

/// <summary>The custom layer of the cases, registered as <c>demo&gt;ScaleShift</c>: clip(x · scale + shift, -limit, limit).</summary>
public sealed class ScaleShift : Layer
{
    private Variable? _scale;
    private Variable? _shift;

    /// <summary>Initializes the layer.</summary>
    /// <param name="limit">The largest absolute output.</param>
    /// <param name="name">The name of the layer.</param>
    public ScaleShift(double limit = 1, string? name = null) : base(name) => Limit = limit;

    /// <summary>The largest absolute output.</summary>
    public double Limit { get; }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) =>
        (_scale, _shift) = (AddWeight("scale", [inputs[0][^1]], new Ones()), AddWeight("shift", [inputs[0][^1]], new Zeros()));

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        (((Tensor)inputs * context.Read(_scale!)) + context.Read(_shift!)).Clip(-Limit, Limit);
}
