namespace Cornea.Training;

/// <summary>
/// The samples of a run: some rows of some tensors. Rows are chosen by number inside the compiled step, so a lazy
/// tensor is never computed whole, and the parts of a split are ranges of rows of the same tensors.
/// </summary>
internal sealed record TrainingData(Tensors X, Tensors Y, Tensors SampleWeights, ClassWeights? ClassWeights, int FirstRow, int Count)
{
    /// <summary>Checks that the tensors fit each other.</summary>
    public static TrainingData Create(string action, Tensors x, Tensors y, Tensors sampleWeights, ClassWeights? classWeights = null)
    {
        if (x.Count == 0)
            throw new ArgumentException($"{action} needs at least one input tensor, but received none. Pass x.");
        foreach (var tensor in x.Concat(y).Concat(sampleWeights))
        {
            if (tensor.Rank == 0)
            {
                throw new ShapeException(
                    $"{action} expects tensors whose first axis is the samples, but received a single number. Give it a batch axis: " +
                    "x.ExpandDims(0).");
            }
        }
        var count = x[0].Shape[0];
        if (count == 0)
            throw new ArgumentException($"{action} received no samples: x has shape {x[0].Shape}. Pass at least one row.");
        RequireRows("x", x);
        RequireRows("y", y);
        RequireRows("sampleWeight", sampleWeights);
        if (classWeights is not null && sampleWeights.Count > 0)
        {
            throw new ArgumentException(
                $"{action} received both class weights and sample weights. Give one of them: " +
                "multiply the class weights into the sample weights.");
        }
        return new TrainingData(x, y, sampleWeights, classWeights, 0, count);

        void RequireRows(string name, Tensors tensors)
        {
            foreach (var tensor in tensors)
            {
                if (tensor.Shape[0] != count)
                {
                    throw new ArgumentException(
                        $"{action} expects as many rows in every tensor, but x has {count:N0} and {name} has {tensor.Shape[0]:N0} (shape " +
                        $"{tensor.Shape}). Cut them to the same samples.");
                }
            }
        }
    }

    /// <summary>The first part for training and the rest for validation, cut before any shuffling as Keras does.</summary>
    public (TrainingData Training, TrainingData Validation) Split(double fraction)
    {
        if (fraction is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(fraction), fraction,
                "Fit expects a validationSplit between 0 and 1. 0.3 keeps the last 30 % of the samples for validation.");
        }
        var cut = (int)Math.Floor(Count * (1.0 - fraction));
        if (cut == 0 || cut == Count)
        {
            throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"Fit cannot split {Count} samples by validationSplit {fraction}: " +
                $"{cut} would be left for training and {Count - cut} for validation. Choose another fraction or pass validationData."));
        }
        return (this with { Count = cut }, this with { FirstRow = FirstRow + cut, Count = Count - cut });
    }

    /// <summary>The rows of the first batches; all where there is no number of them.</summary>
    public TrainingData First(int? steps, int batchSize) =>
        steps is { } count ? this with { Count = (int)Math.Min(Count, (long)count * batchSize) } : this;

    /// <summary>The graph of a batch whose row numbers are given at each run.</summary>
    public Batch Rows(int size)
    {
        var rows = Tensor.Input([size], DType.Int32, "rows");
        return new Batch([rows], Pick(X), Pick(Y), Pick(SampleWeights), ClassWeights, size);
        Tensors Pick(Tensors tensors) => tensors.Select(tensor => tensor.Gather(rows)).ToArray();
    }

    /// <summary>The types of so many rows, for a step into whose inputs they are copied.</summary>
    public BatchTypes Types(int rows) => new(Of(X, rows), Of(Y, rows), Of(SampleWeights, rows), ClassWeights);

    /// <summary>Whether the values of all tensors are there, so that rows can be copied.</summary>
    public bool IsComputed => X.Concat(Y).Concat(SampleWeights).All(tensor => tensor.IsComputed);

    /// <summary>Whether a step compiled for the other data reads the right tensors for this.</summary>
    public bool SameTensors(TrainingData other) =>
        Same(X, other.X) && Same(Y, other.Y) && Same(SampleWeights, other.SampleWeights)
            && ReferenceEquals(ClassWeights, other.ClassWeights);

    private static bool Same(Tensors a, Tensors b) => a.SequenceEqual(b, ReferenceEqualityComparer.Instance);

    private static TensorType[] Of(Tensors tensors, int rows) =>
        [.. tensors.Select(tensor => new TensorType(tensor.Shape.With(0, rows), tensor.DType))];
}
