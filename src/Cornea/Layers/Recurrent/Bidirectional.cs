namespace Cornea.Layers;

/// <summary>A recurrent layer forwards and another of its kind backwards over the same sequence. Keras:
/// <c>keras.layers.Bidirectional</c>.</summary>
/// <remarks>
/// Input (batch, steps, ...), and after it, if given, the first states of the forward and then of the backward layer. Output as the
/// layers', joined; the time steps of the backward layer are reversed first, so that both align with their inputs. Then, if
/// asked for, the last states of both. Source: Keras, <c>layers/rnn/bidirectional.py</c>.
/// </remarks>
public sealed class Bidirectional : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="forwardLayer">The layer that goes forwards; it is named <c>forward_...</c>.</param>
    /// <param name="mergeMode">Mode by which the outputs of the forward and backward layers are combined.</param>
    /// <param name="backwardLayer">The layer that handles backward processing; a copy of the forward layer with weights of its own,
    /// in the other direction, when null.</param>
    /// <param name="inputShape">The shape of one sample, (steps, features), for the first layer of a model.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentException">Both layers go the same way, or return different things.</exception>
    public Bidirectional(
        [ConfigName("layer")] RecurrentLayer forwardLayer, BidirectionalMerge mergeMode = BidirectionalMerge.Concatenate,
        RecurrentLayer? backwardLayer = null, Shape? inputShape = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        ArgumentNullException.ThrowIfNull(forwardLayer);
        var back = backwardLayer ?? forwardLayer.Opposite();
        if (back.GoBackwards == forwardLayer.GoBackwards)
        {
            throw new ArgumentException(
                $"Bidirectional expects one forwardLayer in each direction, but {forwardLayer} and {back} go the same way. " +
                "Make the second with goBackwards: true.", nameof(backwardLayer));
        }
        if (back.ReturnSequences != forwardLayer.ReturnSequences || back.ReturnState != forwardLayer.ReturnState)
        {
            throw new ArgumentException(
                $"Bidirectional expects two layers that return the same, but {forwardLayer} and {back} differ in returnSequences or " +
                "returnState. Give both the same values.",
                nameof(backwardLayer));
        }
        var plain = forwardLayer.Name.StartsWith("forward_", StringComparison.Ordinal)
            ? forwardLayer.Name["forward_".Length..]
            : forwardLayer.Name;
        forwardLayer.Name = "forward_" + plain;
        back.Name = "backward_" + (backwardLayer is null ? plain
            : back.Name.StartsWith("backward_", StringComparison.Ordinal) ? back.Name["backward_".Length..]
            : back.Name);
        ForwardLayer = Track(forwardLayer);
        BackwardLayer = Track(back);
        MergeMode = mergeMode;
        InputShape = inputShape;
        // Keras does the same: a skipped step's output would else stand for different steps in the two directions.
        forwardLayer.ZeroOutputForMask = forwardLayer.ReturnSequences;
        back.ZeroOutputForMask = back.ReturnSequences;
    }

    /// <summary>The layer that goes forwards.</summary>
    public RecurrentLayer ForwardLayer { get; }

    /// <summary>The layer that goes backwards.</summary>
    public RecurrentLayer BackwardLayer { get; }

    /// <summary>Mode by which the outputs of the forward and backward layers are combined.</summary>
    public BidirectionalMerge MergeMode { get; }

    /// <summary>Sets the states that stateful layers hold to zero.</summary>
    public void ResetState()
    {
        ForwardLayer.ResetState();
        BackwardLayer.ResetState();
    }

    /// <inheritdoc/>
    public override Bidirectional Clone() =>
        Likewise(new Bidirectional(ForwardLayer.Clone(), MergeMode, BackwardLayer.Clone(), InputShape));

    // Keras makes both directions anew. Version 3.0 would build the layer that stands here, too, and miss its weights in the file.
    internal override void AmendConfig(ConfigObject config)
    {
        foreach (var key in (string[])["layer", "backward_layer"])
            config.Given(key)?.AsObject().Remove("build_config");
    }

    internal override ConfigObject? WriteBuildShapes(IReadOnlyList<Shape> inputs) => ForwardLayer.WriteBuildShapes(inputs);

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var half = (inputs.Count - 1) / 2;
        var forward = ForwardLayer.Apply([.. inputs.Take(1 + half)], context);
        var backward = BackwardLayer.Apply([inputs[0], .. inputs.Skip(1 + half)], context);
        var (there, back) = (forward[0], ForwardLayer.ReturnSequences ? backward[0].Reverse(1) : backward[0]);
        Tensor[] outputs = MergeMode switch
        {
            BidirectionalMerge.Concatenate => [Tensor.Concat([there, back], there.Rank - 1)],
            BidirectionalMerge.Sum => [there + back],
            BidirectionalMerge.Multiply => [there * back],
            BidirectionalMerge.Average => [(there + back) / 2],
            _ => [there, back],
        };
        return [.. outputs, .. forward.Skip(1), .. backward.Skip(1)];
    }

    /// <inheritdoc/>
    protected override Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context)
    {
        if (ForwardLayer.ReturnSequences)
        {
            for (var i = 0; i < (MergeMode == BidirectionalMerge.None ? 2 : 1); i++)
                context.SetMask(outputs[i], context.MaskOf(inputs[0]));
        }
        return null;
    }
}
