namespace Cornea;

public abstract partial class Layer
{
    // Sublayers that were there before the weights were made: part of the configuration, not of what Build makes.
    private int _given;

    /// <summary>
    /// A layer of the same configuration and name without weights and without calls. Keras: <c>from_config(get_config())</c>.
    /// </summary>
    /// <remarks>
    /// A layer whose class has a configuration is made anew from it. Another is copied field by field; <see cref="Build"/> then makes
    /// its weights anew, and one that was given layers in its constructor overrides this and makes a new one of clones of them.
    /// </remarks>
    /// <exception cref="NotSupportedException">The layer was given other layers and does not say how to clone them.</exception>
    public virtual Layer Clone()
    {
        if (Registry.TryGet(GetType(), out var entry))
        {
            var copy = (Layer)Registry.Again(this, entry);
            (copy._name, copy._trainable, copy.InputShape, copy.InputBatchSize) = (_name, _trainable, InputShape, InputBatchSize);
            return copy;
        }
        if ((IsBuilt ? _given : _sublayers.Count) > 0)
        {
            throw new NotSupportedException(
                $"{this} holds layers that a copy of it would share. Override Clone in {GetType().Name} and make a new one of clones " +
                "of them.");
        }
        return Copied();
    }

    /// <summary>A copy without weights and calls that still shares the layers it was given: the caller replaces them.</summary>
    private protected Layer Copied()
    {
        var copy = (Layer)MemberwiseClone();
        (copy._ownWeights, copy._sublayers, copy._nodes) = ([], [], []);
        (copy._building, copy._unsettled, copy.IsBuilt) = (("", new WeightOrigin(0)), null, false);
        return copy;
    }

    /// <summary>Gives a clone that was made by a constructor the name and the state of training of this layer.</summary>
    /// <typeparam name="T">The class.</typeparam>
    /// <param name="copy">The clone.</param>
    protected T Likewise<T>(T copy) where T : Layer
    {
        (copy._name, copy._trainable, copy.DTypePolicy) = (_name, _trainable, DTypePolicy);
        (copy.InputShape, copy.InputBatchSize) = (copy.InputShape ?? InputShape, InputBatchSize);
        return copy;
    }
}
