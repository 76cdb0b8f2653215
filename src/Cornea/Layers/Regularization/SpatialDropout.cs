namespace Cornea.Layers;

/// <summary>During training, drops whole channels instead of single numbers; otherwise returns the input.</summary>
public abstract class SpatialDropout : Layer
{
    private readonly int _spatialAxes;
    private readonly bool _channelsLast;

    private protected SpatialDropout(int spatialAxes, double rate, bool channelsLast, int? seed, string? name, bool trainable,
        DTypePolicy? dtype)
        : base(name, trainable, dtype)
    {
        Rate = Require.Rate(rate, GetType().Name);
        Seed = seed;
        (_spatialAxes, _channelsLast) = (spatialAxes, channelsLast);
    }

    /// <summary>Seed of the random numbers; null draws them from the model's key.</summary>
    public int? Seed { get; }

    /// <summary>Fraction of the channels to drop, between 0 and 1.</summary>
    public double Rate { get; }

    internal sealed override bool HasShortConfig => true;

    /// <inheritdoc/>
    protected sealed override bool SupportsMasking => true;

    /// <inheritdoc/>
    public sealed override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (x.Rank != _spatialAxes + 2)
        {
            throw new ShapeException(
                $"{this} expects inputs with {_spatialAxes + 2} axes, but received shape {x.Shape}. Reshape them.");
        }
        if (!context.Training || Rate == 0)
            return x;
        var kept = new int[x.Rank];
        Array.Fill(kept, 1);
        var channels = _channelsLast ? x.Rank - 1 : 1;
        (kept[0], kept[channels]) = (x.Shape[0], x.Shape[channels]);
        return Dropout.Drop(x, Rate, kept, context, Seed);
    }
}
