using System.Globalization;

namespace Cornea.Training;

/// <summary>Batches that a dataset makes: each is copied into the compiled step of its types.</summary>
internal sealed class DatasetBatches(Trainer trainer, StepKind kind, Dataset dataset, ClassWeights? classWeights, string action)
    : BatchSource
{
    private Dataset? _ofRows; // batches of this process's rows alone
    private IEnumerator<Sample>? _samples;
    private TrainingData? _current;
    private BatchRows? _rows;
    private int _pass;
    private int _batch;

    public override int? BatchesPerPass => dataset.Count;

    public override int? SamplesPerPass => dataset.Samples;

    public override bool IsEndless => dataset.IsEndless;

    public override bool CanRepeatPass => dataset.CanRepeatPass;

    public override TrainingData Data => _current!;

    public override int Size => _rows?.Size ?? _current!.Count;

    public override void TakeRows(Func<int, BatchRows> rows) => _ofRows = dataset.WithRows(rows);

    public override TrainingData WholeBatch()
    {
        if (_rows is null)
            return Data;
        using var samples = dataset.WithoutPrefetch.Open(_pass, CancellationToken.None);
        for (var i = 0; i <= _batch; i++)
            samples.MoveNext();
        return Checked(samples.Current);
    }

    public override void Open(int pass, int batch, CancellationToken cancellation)
    {
        _samples?.Dispose();
        _samples = (_ofRows ?? dataset).Open(pass, cancellation);
        (_pass, _batch) = (pass, -1);
        // A pass that was left amid it is read again up to there.
        while (_batch + 1 < batch && _samples.MoveNext())
            _batch++;
    }

    public override bool MoveNext()
    {
        _batch++;
        if (!_samples!.MoveNext())
            return false;
        (_current, _rows) = (Checked(_samples.Current), _samples.Current.Rows);
        return true;
    }

    private TrainingData Checked(Sample sample)
    {
        CheckBatched(sample);
        return kind == StepKind.Predict
            ? TrainingData.Create(action, sample.X, default, default)
            : TrainingData.Create(action, sample.X, sample.Y, sample.Weights, classWeights);
    }

    // The usual mistake is a forgotten Batch: what is said of rows would not name it.
    private void CheckBatched(Sample sample)
    {
        if (sample.X.Count == 0 || IsBatched(sample))
            return;
        throw new ArgumentException(
            $"{action} expects batches whose first axis is the samples, but the dataset gives x of shape " +
            $"{string.Join(", ", sample.X.Select(static x => x.Shape))}" +
            (sample.Y.Count > 0 ? $" and y of shape {string.Join(", ", sample.Y.Select(static y => y.Shape))}" : "") +
            ". Call Batch(32) on it where these are single samples, or give x and y as many rows.");
    }

    // Asked for each batch of a training, so it makes no lists.
    private bool IsBatched(Sample sample)
    {
        var x = sample.X[0];
        if (x.Rank == 0 || Equals(x.Shape, (trainer.Model is Sequential layers ? layers.FirstOrDefault() : trainer.Model)?.InputShape))
            return false;
        for (var i = 1; i < sample.X.Count; i++)
        {
            if (!HasRows(sample.X[i], x.Shape[0]))
                return false;
        }
        for (var i = 0; i < sample.Y.Count; i++)
        {
            if (!HasRows(sample.Y[i], x.Shape[0]))
                return false;
        }
        return true;
    }

    private static bool HasRows(Tensor tensor, int rows) => tensor.Rank > 0 && tensor.Shape[0] == rows;

    public override CompiledFunction Load()
    {
        var function = trainer.Steps.Copied(kind, trainer, Data.Types(Size));
        Write(function, 0, Size);
        return function;
    }

    public override object KeyOf(int rows) => Data.Types(rows);

    public override Batch Graph(int rows) => Data.Types(rows).Graph();

    public override void Write(CompiledFunction function, int first, int rows) =>
        InputCopy.Write(Data, first - (_rows?.First ?? 0), rows, function);

    public override int RowOf(int row) => row;

    public override string NameOf(int row) => string.Create(CultureInfo.InvariantCulture, $"row {row} of batch {_batch}");

    public override BatchSource Again() => new DatasetBatches(trainer, kind, dataset, classWeights, action);

    public override void Dispose()
    {
        _samples?.Dispose();
        _samples = null;
    }
}
