using System.Collections;

namespace Cornea.Data;

/// <summary>
/// Samples that are read when they are needed: from tensors, a generator, folders of pictures or a table, through operators such
/// as <see cref="Map(Func{Sample, Sample})"/>, <see cref="Shuffle"/>, <see cref="Batch"/> and <see cref="Prefetch"/>. A dataset never
/// changes: each operator makes another one, and a pass over it is a pure function of the seeds and the pass's number.
/// </summary>
/// <remarks>
/// Enumerating it is pass 0; <see cref="Pass"/> names the pass. Leaving a loop early stops the threads that read ahead. Where the samples
/// can be had by number (tensors, pictures, tables), so can they after Map, Shuffle, Take, Skip, Cache, Batch and Split: a shuffle then
/// moves
/// numbers, not samples. Source: the operators of tf.data.Dataset and keras.utils.
/// </remarks>
/// <example><code>
/// var train = Dataset.From(x, y).Shuffle(seed: 7).Batch(128).Map((x, y) => (x.ToFloat32() / 255f, y)).Prefetch();
/// foreach (var batch in train.Pass(epoch)) { ... }
/// </code></example>
public abstract partial class Dataset : IEnumerable<Sample>
{
    private protected Dataset()
    {
    }

    /// <summary>Elements of a pass; null when that is not known before or endless.</summary>
    public abstract int? Count { get; }

    /// <summary>Samples of a pass, where its elements are batches of them; null when that is not known before or endless.</summary>
    internal virtual int? Samples => Count;

    /// <summary>The rows of some tensors.</summary>
    /// <param name="x">The inputs: tensors (samples, ...). Lazy ones, such as <c>bytes / 255f</c>, are not computed whole.</param>
    /// <param name="y">The targets; none where left out.</param>
    /// <param name="weights">A weight per sample; none where left out.</param>
    /// <exception cref="ArgumentException">There is no input, or the tensors have different numbers of rows.</exception>
    public static Dataset From(Tensors x, Tensors y = default, Tensors weights = default)
    {
        if (x.Count == 0)
        {
            throw new ArgumentException("Dataset.From needs at least one input tensor, but received none. Pass x.", nameof(x));
        }
        foreach (Tensor tensor in x.Concat(y).Concat(weights))
        {
            if (tensor.Rank == 0 || tensor.Shape[0] != (x[0].Rank == 0 ? -1 : x[0].Shape[0]))
            {
                throw new ArgumentException(
                    $"Dataset.From expects tensors with as many rows as x, whose shape is {x[0].Shape}, but received shape " +
                    $"{tensor.Shape}. " +
                    "Cut them to the same samples.");
            }
        }
        var access = new ArrayAccess(x, y, weights);
        return new IndexedDataset(x[0].Shape[0], isSlow: false, _ => access);
    }

    /// <summary>Objects of a program as samples, such as the rows of a list or of a query.</summary>
    /// <typeparam name="T">The type of an object.</typeparam>
    /// <param name="rows">The objects; they are enumerated once, now.</param>
    /// <param name="features">The input of each, equally many numbers.</param>
    /// <param name="target">The target of each; none where null.</param>
    /// <returns>Samples with an input Float32 (features) and a target Float32 of shape ().</returns>
    /// <exception cref="ArgumentException">There are no objects, or they give different numbers of features.</exception>
    /// <example><code>var data = Dataset.FromRows(houses, h => [h.Rooms, h.Area], h => h.Price);</code></example>
    public static Dataset FromRows<T>(IEnumerable<T> rows, Func<T, float[]> features, Func<T, float>? target = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(features);
        var (x, y, width, count) = (new List<float>(), new List<float>(), -1, 0);
        foreach (var row in rows)
        {
            float[] numbers = features(row);
            width = width < 0 ? numbers.Length : width;
            if (numbers.Length != width)
            {
                throw new ArgumentException(
                    $"Dataset.FromRows expects as many features of each row as of the first, {width}, but row {count} has " +
                    $"{numbers.Length}.", nameof(features));
            }
            x.AddRange(numbers);
            if (target is not null)
                y.Add(target(row));
            count++;
        }
        if (count == 0)
            throw new ArgumentException("Dataset.FromRows expects rows, but received none.", nameof(rows));
        return From(Tensor.From([.. x], [count, width]), target is null ? default : (Tensors)Tensor.From([.. y]));
    }

    /// <summary>Pictures and their labels, UInt8.</summary>
    /// <param name="images">What a loader such as <c>FashionMnist.Load</c> gives.</param>
    public static Dataset From(LabeledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return From(images.Images, images.Labels);
    }

    /// <summary>Samples that a function makes, anew for each pass; only one at a time is in memory.</summary>
    /// <param name="samples">Gives the samples of a pass, by its number. It is enumerated on the thread that reads.</param>
    /// <param name="count">How many there are, where that is known.</param>
    public static Dataset FromGenerator(Func<int, IEnumerable<Sample>> samples, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return FromGenerator((epoch, _) => samples(epoch), count);
    }

    /// <summary>Samples that a function makes and may have to wait for.</summary>
    /// <param name="samples">
    /// Gives the samples of a pass, by its number. The token is cancelled when the pass is, or is left early while <see cref="Prefetch"/>
    /// reads ahead: leaving waits until the source returns, so what waits should heed it.
    /// </param>
    /// <param name="count">How many there are, where that is known.</param>
    public static Dataset FromGenerator(Func<int, CancellationToken, IEnumerable<Sample>> samples, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return new StreamDataset(
            count, (epoch, cancellationToken) => Streams.Generate(samples(epoch, cancellationToken), cancellationToken));
    }

    /// <summary>Pairs of an input and a target, enumerated anew for each pass.</summary>
    /// <param name="samples">The pairs.</param>
    /// <param name="count">How many there are, where that is known.</param>
    public static Dataset FromGenerator(IEnumerable<(Tensor X, Tensor Y)> samples, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return FromGenerator(_ => samples.Select(static pair => (Sample)pair), count);
    }

    /// <summary>The elements of one pass.</summary>
    /// <param name="epoch">The pass's number: another number, another shuffle.</param>
    /// <param name="cancellationToken">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<Sample> Pass(int epoch = 0, CancellationToken cancellationToken = default)
    {
        using IEnumerator<Sample> samples = Open(epoch, cancellationToken);
        while (samples.MoveNext())
        {
            yield return samples.Current;
        }
    }

    /// <summary>The elements of pass 0.</summary>
    public IEnumerator<Sample> GetEnumerator() => Open(0, CancellationToken.None);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether a pass never ends.</summary>
    internal virtual bool IsEndless => false;

    /// <summary>Whether a pass can be read again and gives the same elements: not known of what a function makes.</summary>
    internal virtual bool CanRepeatPass => false;

    /// <summary>The same elements, none of which is read before it is asked for.</summary>
    internal virtual Dataset WithoutPrefetch => this;

    /// <summary>The same batches with some of their rows alone, where the others need not be read for it: where nothing but their order
    /// and number changes behind <see cref="Batch"/>. Null elsewhere.</summary>
    /// <param name="rows">The rows of a batch of some size.</param>
    internal virtual Dataset? WithRows(Func<int, BatchRows> rows) => null;

    /// <summary>The same of a source that is cut so that some elements are left, or the others; null where that is not the same.</summary>
    /// <param name="count">How many elements.</param>
    /// <param name="taken">Whether the first elements are left, and not the others.</param>
    internal virtual Dataset? Cut(int count, bool taken) => null;

    internal abstract IEnumerator<Sample> Open(int epoch, CancellationToken cancellationToken);
}
