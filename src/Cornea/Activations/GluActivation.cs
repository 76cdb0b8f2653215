namespace Cornea.Activations;

/// <summary>
/// a * sigmoid(b), where a and b are the first and the second half along an axis. Source: Dauphin, Fan, Auli, Grangier,
/// "Language modeling with gated convolutional networks", 2016; Keras <c>activations/activations.py</c>.
/// </summary>
/// <param name="Axis">The axis; negative ones count from the last.</param>
public sealed record GluActivation(int Axis = -1) : Activation
{
    /// <inheritdoc/>
    public override string Name => "glu";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        if (x.Shape[Axis] % 2 != 0)
        {
            throw new ShapeException(
                $"The activation glu halves axis {Axis}, but received shape {x.Shape} with an odd length there. Use an even length.");
        }
        var halves = x.Split(2, Axis);
        return halves[0] * halves[1].Sigmoid();
    }
}
