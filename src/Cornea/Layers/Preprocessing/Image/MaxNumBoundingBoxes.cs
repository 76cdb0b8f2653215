namespace Cornea.Layers;

/// <summary>Cuts or fills the list of bounding boxes of each image to one length. Keras: <c>keras.layers.MaxNumBoundingBoxes</c>.</summary>
/// <remarks>
/// Inputs: whatever stands before, such as images, which goes through; then boxes (batch, n, 4) and their labels (batch, n). Outputs: the
/// same with boxes (batch, max, 4) and labels (batch, max). Source: Keras,
/// <c>layers/preprocessing/image_preprocessing/max_num_bounding_box.py</c>.
/// </remarks>
public sealed class MaxNumBoundingBoxes : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="maxNumber">How many boxes there are afterwards.</param>
    /// <param name="fillValue">What boxes and labels are filled with.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public MaxNumBoundingBoxes(
        int maxNumber, int fillValue = -1, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        MaxNumber = Require.Positive(maxNumber, "MaxNumBoundingBoxes", "maxNumber");
        FillValue = fillValue;
        DataFormat = dataFormat;
    }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <summary>How many boxes there are afterwards.</summary>
    public int MaxNumber { get; }

    /// <summary>What boxes and labels are filled with.</summary>
    public int FillValue { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (inputs.Count < 2 || inputs[^2].Rank != 3 || inputs[^2].Shape[2] != 4 || inputs[^1].Rank != 2
            || inputs[^1].Shape[1] != inputs[^2].Shape[1])
        {
            throw new ShapeException(
                $"{this} expects as its last inputs boxes (batch, n, 4) and labels (batch, n), but received shapes " +
                $"{string.Join(", ", inputs.Select(input => input.Shape))}. Pass both.");
        }
        return [.. inputs.Take(inputs.Count - 2), Sized(inputs[^2]), Sized(inputs[^1])];
    }

    private Tensor Sized(Tensor list)
    {
        var kept = Math.Min(list.Shape[1], MaxNumber);
        int[] low = new int[list.Rank], high = new int[list.Rank];
        high[1] = MaxNumber - kept;
        return list.Narrow(1, 0, kept).Pad(low, high, FillValue);
    }
}
