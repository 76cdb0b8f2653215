namespace Cornea.Training;

/// <summary>The batches of a run, pass after pass: rows of tensors, or what a dataset makes. It stands on one batch at a time.</summary>
internal abstract class BatchSource : IDisposable
{
    /// <summary>The batches of a pass; null where nobody knows before its end.</summary>
    public abstract int? BatchesPerPass { get; }

    /// <summary>The samples of a pass; null where nobody knows before its end.</summary>
    public abstract int? SamplesPerPass { get; }

    /// <summary>Whether a pass never ends.</summary>
    public virtual bool IsEndless => false;

    /// <summary>Whether a pass can be read again and gives the same batches.</summary>
    public abstract bool CanRepeatPass { get; }

    /// <summary>The samples among which the current batch is: all, or the batch alone where it was made for this moment.</summary>
    public abstract TrainingData Data { get; }

    /// <summary>The samples of the current batch.</summary>
    public abstract int Size { get; }

    /// <summary>Goes before a batch of a pass.</summary>
    /// <param name="pass">The number of the pass, from 0.</param>
    /// <param name="batch">The batch in the pass that comes next, from 0.</param>
    /// <param name="cancellation">Ends a wait for data by an <see cref="OperationCanceledException"/>.</param>
    public abstract void Open(int pass, int batch, CancellationToken cancellation);

    /// <summary>Goes to the next batch of the pass; false where there is none.</summary>
    public abstract bool MoveNext();

    /// <summary>The compiled step for the current batch, whose rows or values are written into its inputs. A training step has one more,
    /// the
    /// last: the key of its random numbers.</summary>
    public abstract CompiledFunction Load();

    /// <summary>What steps for so many samples of a batch like the current one have in common; equal where the same step fits.</summary>
    /// <param name="rows">How many samples.</param>
    public abstract object KeyOf(int rows);

    /// <summary>The graph of so many samples of a batch like the current one.</summary>
    /// <param name="rows">How many samples.</param>
    public abstract Batch Graph(int rows);

    /// <summary>Writes samples of the current batch into a function whose first inputs are those of <see cref="Graph"/>.</summary>
    /// <param name="function">The function.</param>
    /// <param name="first">The first sample in the batch.</param>
    /// <param name="rows">How many.</param>
    public abstract void Write(CompiledFunction function, int first, int rows);

    /// <summary>From now on this process needs only some rows of each batch; whoever makes batches may leave the others out.</summary>
    /// <param name="rows">The rows of a batch of some size.</param>
    public virtual void TakeRows(Func<int, BatchRows> rows)
    {
    }

    /// <summary>All samples of the current batch, also where this process reads some of them alone.</summary>
    public virtual TrainingData WholeBatch() => Data;

    /// <summary>Where a sample of the current batch stands in <see cref="Data"/>.</summary>
    /// <param name="row">Its row in the batch.</param>
    public abstract int RowOf(int row);

    /// <summary>Where a sample of the current batch comes from, as in <c>row 7</c>.</summary>
    /// <param name="row">Its row in the batch.</param>
    public abstract string NameOf(int row);

    /// <summary>A second reader over the same batches.</summary>
    public abstract BatchSource Again();

    /// <summary>Stops reading.</summary>
    public virtual void Dispose()
    {
    }
}
