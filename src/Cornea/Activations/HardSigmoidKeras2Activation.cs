namespace Cornea.Activations;

/// <summary>
/// The hard sigmoid of Keras 1 and 2: 0 up to -2.5, 1 from 2.5 on, 0.2 x + 0.5 between. Files of those versions mean this one when they
/// say <c>hard_sigmoid</c>; that of Keras 3 is <see cref="HardSigmoidActivation"/>.
/// </summary>
public sealed record HardSigmoidKeras2Activation : Activation
{
    /// <inheritdoc/>
    public override string Name => "hard_sigmoid_keras2";

    // No function of Keras 3 is this one, but two layers are: 0.2 x + 0.5, and between 0 and 1 what is left of it.
    internal override ConfigObject? AsLayer
    {
        get
        {
            var form = LayerForm("Sequential", ("layers", (ConfigValue[])
            [
                LayerForm("Rescaling", ("scale", 0.2), ("offset", 0.5)),
                LayerForm("ReLU", ("max_value", 1.0), ("negative_slope", 0.0), ("threshold", 0.0)),
            ]));
            form["module"] = "keras";
            form["config"].AsObject()["name"] = Name;
            return form;
        }
    }

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x) => Tensor.Where(x <= -2.5, 0, Tensor.Where(x >= 2.5, 1, (x * 0.2) + 0.5));
}
