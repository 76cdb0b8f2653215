namespace Cornea.Training;

/// <summary>
/// Values of a shard's graph whose mean over all shards the rest of the graph waits for, as in synchronized batch normalization. Each is an
/// output, the shard's own part, and an input, the mean, which is written while the function runs.
/// </summary>
/// <param name="share">The shard's share of the samples of the batch: one number, an input.</param>
internal sealed class ShardMeans(Tensor share)
{
    private readonly List<Tensor> _parts = [];
    private readonly List<Tensor> _means = [];

    /// <summary>The shard's parts, to be computed.</summary>
    public IReadOnlyList<Tensor> Parts => _parts;

    /// <summary>The means, to be given.</summary>
    public IReadOnlyList<Tensor> Means => _means;

    /// <summary>The mean of a value over all shards, each by its share of the samples.</summary>
    public Tensor Of(Tensor value)
    {
        // Of two numbers at least: the maximum of one would be the number itself, and not wait for it to be written.
        var part = (value.Cast(DType.Float32) * share).Flatten();
        part = part.Size == 1 ? Tensor.Concat([part, part], 0) : part;
        var mean = Tensor.Input(part.Shape, DType.Float32, "mean over shards");
        _parts.Add(part);
        _means.Add(mean);
        // Whoever reads the mean reads what is made of the part, so it comes behind the kernel that writes the part.
        var written = part.Max();
        var shaped = Tensor.Where(written.IsNaN(), written, mean).Narrow(0, 0, value.Size).Reshape(value.Shape).Cast(value.DType);
        return Gradients.Custom(shaped, [value], gradient => [Of(gradient)]);
    }
}
