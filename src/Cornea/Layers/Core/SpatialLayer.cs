namespace Cornea.Layers;

/// <summary>A layer over inputs with spatial axes, which computes with channels last whatever the order outside.</summary>
public abstract class SpatialLayer : Layer
{
    private protected SpatialLayer(int axes, DataFormat dataFormat, string? name, bool trainable, DTypePolicy? dtype)
        : base(name, trainable, dtype)
    {
        SpatialAxes = axes;
        DataFormat = dataFormat;
    }

    /// <summary>The number of spatial axes: 1, 2 or 3.</summary>
    public int SpatialAxes { get; }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    public sealed override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        CheckRank(x.Shape);
        if (DataFormat == DataFormat.ChannelsLast)
            return Compute(x, context);
        var turned = x.MoveAxis(1, -1);
        context.SetMask(turned, context.MaskOf(x));
        return Outside(Compute(turned, context));
    }

    /// <summary>The layer's function on inputs with channels last.</summary>
    private protected abstract Tensor Compute(Tensor x, CallContext context);

    /// <summary>Brings a result with channels last to the order outside.</summary>
    private protected virtual Tensor Outside(Tensor result) => result.MoveAxis(-1, 1);

    /// <summary>Applies an activation to a result with channels last, along the axes that it has outside.</summary>
    private protected Tensor Activated(Activation activation, Tensor result) =>
        DataFormat == DataFormat.ChannelsLast ? activation.Apply(result) : activation.ApplyChannelsFirst(result);

    /// <summary>The number of channels of an input shape.</summary>
    private protected int Channels(Shape input)
    {
        CheckRank(input);
        var channels = DataFormat == DataFormat.ChannelsLast ? input[^1] : input[1];
        return channels > 0 ? channels
            : throw new ShapeException(
                $"{this} needs to know the number of channels, but received shape {input}. Give an input shape with channels.");
    }

    private void CheckRank(Shape shape)
    {
        if (shape.Rank == SpatialAxes + 2)
            return;
        var form = DataFormat == DataFormat.ChannelsLast
            ? new[] { "", "(batch, steps, channels)", "(batch, height, width, channels)",
                "(batch, depth, height, width, channels)" }[SpatialAxes]
            : new[] { "", "(batch, channels, steps)", "(batch, channels, height, width)",
                "(batch, channels, depth, height, width)" }[SpatialAxes];
        var advice = shape.Rank == SpatialAxes + 1 ? "Add the axis of channels: x.ExpandDims(-1)." : "Reshape the data.";
        throw new ShapeException($"{this} expects inputs of shape {form}, but received shape {shape}. {advice}");
    }
}
