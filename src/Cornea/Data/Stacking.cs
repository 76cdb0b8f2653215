namespace Cornea.Data;

/// <summary>Makes one batch of several samples.</summary>
internal static class Stacking
{
    public static Sample Stack(IReadOnlyList<Sample> samples) => new(
        Stack(samples, static sample => sample.X, "x"),
        Stack(samples, static sample => sample.Y, "y"),
        Stack(samples, static sample => sample.Weights, "weights"));

    private static Tensors Stack(IReadOnlyList<Sample> samples, Func<Sample, Tensors> part, string name)
    {
        Tensors first = part(samples[0]);
        var stacked = new Tensor[first.Count];
        for (int position = 0; position < stacked.Length; position++)
        {
            TensorType type = first[position].Type;
            var tensors = new Tensor[samples.Count];
            for (int row = 0; row < tensors.Length; row++)
            {
                Tensors all = part(samples[row]);
                tensors[row] = all.Count == first.Count && all[position].Type == type
                    ? all[position]
                    : throw new ShapeException(
                        $"Dataset.Batch expects samples of one type, but {name} of the first sample of a batch is {Describe(first)} " +
                        $"and of sample {row} " +
                        $"{Describe(all)}. Make them alike with Map, or use Batch(1).");
            }
            stacked[position] = Stack(tensors);
        }
        return stacked;
    }

    private static Tensor Stack(Tensor[] tensors)
    {
        var size = checked((int)tensors[0].Type.Bytes);
        return Tensor.Create(tensors[0].Type with { Shape = tensors[0].Shape.Insert(0, tensors.Length) }, values =>
        {
            for (int row = 0; row < tensors.Length; row++)
            {
                tensors[row].AsBytes().CopyTo(values[(row * size)..]);
            }
        });
    }

    private static string Describe(Tensors tensors) => string.Join(", ", tensors.Select(static tensor => tensor.Type.ToString()));
}
