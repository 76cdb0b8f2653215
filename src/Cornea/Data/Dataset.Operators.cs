namespace Cornea.Data;

public abstract partial class Dataset
{
    /// <summary>Passes each element through a function.</summary>
    /// <param name="function">
    /// Its tensors may be lazy: they are computed before the next element is read. After <see cref="Batch"/> it is called once a batch,
    /// which is much faster. Pictures are mapped on several threads at once, so it should depend on its argument alone.
    /// </param>
    public Dataset Map(Func<Sample, Sample> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return this is IndexedDataset indexed ? indexed.Mapped(function) : Stream(
            Count, (epoch, cancellationToken) => Streams.Map(Open(epoch, cancellationToken), function), Samples,
            source => source.Map(function));
    }

    /// <summary>Passes the input and the target of each element through a function; weights stay.</summary>
    /// <param name="function">Such as <c>(x, y) => (x.ToFloat32() / 255f, y)</c>.</param>
    public Dataset Map(Func<Tensor, Tensor, (Tensor X, Tensor Y)> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Map(sample =>
        {
            (Tensor x, Tensor y) = function(sample.X, sample.Y);
            return new Sample(x, y, sample.Weights);
        });
    }

    /// <summary>Gives the elements in an order by lot, another one in each pass.</summary>
    /// <param name="bufferSize">
    /// Elements among which each lot is drawn; null for all. Elements that can be had by number are not held in memory for it; those of a
    /// stream are.
    /// </param>
    /// <param name="seed">Seed of the shuffle.</param>
    /// <exception cref="ArgumentOutOfRangeException">The buffer has no place.</exception>
    public Dataset Shuffle(int? bufferSize = null, long seed = 0)
    {
        Positive(bufferSize ?? 1, nameof(bufferSize));
        return this is IndexedDataset indexed ? indexed.Reordered(bufferSize ?? int.MaxValue, seed) : new StreamDataset(
            Count, (epoch, cancellationToken) =>
                Streams.Shuffle(Open(epoch, cancellationToken), bufferSize ?? int.MaxValue, new SeededShuffle(seed, epoch)),
            this, IsEndless, samples: Samples,
            cut: (count, taken) => Parts.OfShuffle(this, bufferSize ?? int.MaxValue, seed, count, taken));
    }

    /// <summary>Puts elements together, along a new first axis.</summary>
    /// <param name="size">Elements of a batch; the last batch may have fewer.</param>
    /// <param name="dropRemainder">Whether a last batch that has fewer is left out.</param>
    /// <exception cref="ShapeException">While reading: elements of a batch have different shapes or types.</exception>
    public Dataset Batch(int size, bool dropRemainder = false)
    {
        Positive(size, nameof(size));
        int? batches = Count is { } all ? all / size + (dropRemainder || all % size == 0 ? 0 : 1) : null;
        return this is IndexedDataset indexed ? indexed.Batched(batches!.Value, size) : Stream(
            batches, (epoch, cancellationToken) => Streams.Batch(Open(epoch, cancellationToken), size, dropRemainder), Samples,
            source => source.Batch(size, dropRemainder), size);
    }

    /// <summary>Reads elements on another thread before they are asked for. Put it last.</summary>
    /// <param name="count">How many wait at most.</param>
    public Dataset Prefetch(int count = 2)
    {
        Positive(count, nameof(count));
        return new StreamDataset(
            Count, (epoch, cancellationToken) => new Prefetcher(token => Open(epoch, token), count, cancellationToken), this, IsEndless,
            source => source.Prefetch(count), readsAhead: true, samples: Samples, rebuild: source => source.Prefetch(count));
    }

    /// <summary>Several passes as one; each has its own shuffle.</summary>
    /// <param name="count">How many; null for without end.</param>
    public Dataset Repeat(int? count = null)
    {
        Positive(count ?? 1, nameof(count));
        return new StreamDataset(
            Times(Count), (epoch, cancellationToken) => Streams.Repeat(this, count, epoch, cancellationToken), this,
            IsEndless || (count is null && Count != 0), source => source.Repeat(count), samples: Times(Samples),
            cut: (elements, taken) => Parts.OfPasses(this, count, elements, taken));

        int? Times(int? number) => count is { } passes && (long?)number * passes is <= int.MaxValue and var all ? (int)all : null;
    }

    /// <summary>Keeps the elements in memory from their first reading on; they are those of pass 0 for ever. Shuffle after it.</summary>
    public Dataset Cache()
    {
        if (this is IndexedDataset indexed)
        {
            return indexed.Cached();
        }
        var cache = new StreamCache(this);
        return Stream(Count, (_, cancellationToken) => cache.Open(cancellationToken), Samples);
    }

    /// <summary>The first elements. After <see cref="Shuffle"/> the first of pass 0, in each pass in its own order.</summary>
    /// <param name="count">How many; all where there are fewer.</param>
    public Dataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return this is IndexedDataset indexed
            ? indexed.Pick(SeededShuffle.Numbers(0, Math.Min(count, indexed.Count!.Value)))
            : Cut(count, taken: true)
            ?? new StreamDataset(Count is { } all ? Math.Min(all, count) : null,
                (epoch, cancellationToken) => Streams.Take(Open(epoch, cancellationToken), count), this,
                again: source => source.Take(count));
    }

    /// <summary>All elements but the first. After <see cref="Shuffle"/> all that <see cref="Take"/> of the same count leaves, in each pass
    /// in its own order.</summary>
    /// <param name="count">How many are left out.</param>
    public Dataset Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int? left = Count is { } all ? Math.Max(0, all - count) : null;
        return this is IndexedDataset indexed
            ? indexed.Pick(SeededShuffle.Numbers(indexed.Count!.Value - left!.Value, left.Value))
            : Cut(count, taken: false)
            ?? Stream(left, (epoch, cancellationToken) => Streams.Skip(Open(epoch, cancellationToken), count));
    }

    /// <summary>
    /// Cuts the elements in two: <c>floor(n * (1 - fraction))</c> for training and the rest for validation. Without a seed the rest are the
    /// last ones, as Keras's validation_split cuts. After <see cref="Shuffle"/> it cuts pass 0: each part has the same elements in every
    /// pass, in that pass's order. Both parts keep the order of the elements.
    /// </summary>
    /// <param name="fraction">Share of the validation, above 0 and below 1.</param>
    /// <param name="stratify">Whether each class gives the same share, to within one element.</param>
    /// <param name="seed">Draws the elements by lot.</param>
    /// <exception cref="InvalidOperationException">The elements cannot be had by number.</exception>
    /// <exception cref="ArgumentException">A part would have no elements, or there are no targets to stratify by.</exception>
    public (Dataset Training, Dataset Validation) Split(double fraction, bool stratify = false, long? seed = null)
    {
        if (fraction is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction,
                "Dataset.Split expects a fraction between 0 and 1. 0.3 keeps 30 % of the samples for validation.");
        }
        IndexedDataset indexed = Numbered("Split");
        (int[] first, int[] last) = DatasetSplit.Split(Order(indexed, seed), stratify ? Classes(indexed, "Split") : null, fraction);
        if (first.Length == 0 || last.Length == 0)
        {
            throw new ArgumentException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"Dataset.Split cannot split {indexed.Count} samples by {fraction}: " +
                $"{first.Length} would be left for training and {last.Length} for validation. Choose another fraction."),
                nameof(fraction));
        }
        return (indexed.Pick(first), indexed.Pick(last));
    }

    /// <summary>Cuts the elements in parts of the same size and makes, for each part, a pair of all the others and that part.</summary>
    /// <param name="folds">How many parts, 2 or more.</param>
    /// <param name="stratify">Whether each part has the same share of each class, to within one element.</param>
    /// <param name="seed">Draws the elements by lot; without it the parts are runs of elements.</param>
    /// <exception cref="InvalidOperationException">The elements cannot be had by number.</exception>
    /// <exception cref="ArgumentException">There are fewer elements than parts, or no targets to stratify by.</exception>
    public IReadOnlyList<(Dataset Training, Dataset Validation)> KFold(int folds, bool stratify = false, long? seed = null)
    {
        IndexedDataset indexed = Numbered("KFold");
        if (folds < 2 || folds > indexed.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(folds), folds,
                $"Dataset.KFold expects 2 folds or more and no more than there are samples, which is {indexed.Count}. 5 and 10 are usual.");
        }
        int[] fold = DatasetSplit.Folds(Order(indexed, seed), stratify ? Classes(indexed, "KFold") : null, folds);
        var pairs = new (Dataset, Dataset)[folds];
        for (int number = 0; number < folds; number++)
        {
            bool[] inside = Array.ConvertAll(fold, other => other == number);
            pairs[number] = (indexed.Pick(DatasetSplit.Where(inside, false)), indexed.Pick(DatasetSplit.Where(inside, true)));
        }
        return pairs;
    }

    private static int[] Order(IndexedDataset indexed, long? seed) => seed is { } value
        ? new SeededShuffle(value, 0).Permutation(indexed.Count!.Value)
        : SeededShuffle.Numbers(0, indexed.Count!.Value);

    // The class of each element: the number that its target is, or where it is a vector the position of its largest value.
    private static long[] Classes(IndexedDataset indexed, string operation)
    {
        SampleAccess access = indexed.Access(0);
        var classes = new long[indexed.Count!.Value];
        for (int i = 0; i < classes.Length; i++)
        {
            Tensors labels = access.LabelsAt(i);
            if (labels.Count == 0 || labels[0].Size == 0)
            {
                throw new ArgumentException(
                    $"Dataset.{operation} stratifies by the targets, but sample {i} has none. " +
                    "Leave out stratify, or give the samples targets.");
            }
            double[] values = labels[0].ToArray<double>();
            classes[i] = (long)(values.Length == 1 ? values[0] : Array.IndexOf(values, values.Max()));
        }
        return classes;
    }

    private StreamDataset Stream(
        int? count, Func<int, CancellationToken, IEnumerator<Sample>> open, int? samples = null, Func<Dataset, Dataset>? rebuild = null,
        int group = 1) => new(count, open, this, IsEndless, samples: samples, rebuild: rebuild, group: group);

    private IndexedDataset Numbered(string operation) => this as IndexedDataset ?? throw new InvalidOperationException(
        $"Dataset.{operation} needs samples that can be had by number, but these come from a generator or stand behind " +
        "Prefetch or Repeat. " +
        "Call it before those, or cut a generator with Take and Skip.");

    private static void Positive(int value, string name)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(name, value, $"A dataset expects {name} of 1 or more.");
        }
    }
}
