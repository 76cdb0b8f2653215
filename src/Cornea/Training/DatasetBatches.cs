using System.Globalization;

namespace Cornea.Training;

/// <summary>Batches that a dataset makes: each is copied into the compiled step of its types.</summary>
internal sealed class DatasetBatches(Trainer trainer, StepKind kind, Dataset dataset, ClassWeights? classWeights, string action)
    : BatchSource
{
    private IEnumerator<Sample>? _samples;
    private TrainingData? _current;
    private int _batch;

    public override int? BatchesPerPass => dataset.Count;

    public override bool IsEndless => dataset.IsEndless;

    public override bool CanRepeatPass => dataset.CanRepeatPass;

    public override TrainingData Data => _current!;

    public override int Size => _current!.Count;

    public override void Open(int pass, int batch, CancellationToken cancellation)
    {
        _samples?.Dispose();
        _samples = dataset.Open(pass, cancellation);
        _batch = -1;
        // A pass that was left amid it is read again up to there.
        while (_batch + 1 < batch && _samples.MoveNext())
            _batch++;
    }

    public override bool MoveNext()
    {
        _batch++;
        if (!_samples!.MoveNext())
            return false;
        var sample = _samples.Current;
        _current = kind == StepKind.Predict
            ? TrainingData.Create(action, sample.X, default, default)
            : TrainingData.Create(action, sample.X, sample.Y, sample.Weights, classWeights);
        return true;
    }

    public override CompiledFunction Load()
    {
        var function = trainer.Steps.Copied(kind, trainer, Data.Types(Size));
        Write(function, 0, Size);
        return function;
    }

    public override object KeyOf(int rows) => Data.Types(rows);

    public override Batch Graph(int rows) => Data.Types(rows).Graph();

    public override void Write(CompiledFunction function, int first, int rows) => InputCopy.Write(Data, first, rows, function);

    public override int RowOf(int row) => row;

    public override string NameOf(int row) => string.Create(CultureInfo.InvariantCulture, $"row {row} of batch {_batch}");

    public override BatchSource Again() => new DatasetBatches(trainer, kind, dataset, classWeights, action);

    public override void Dispose()
    {
        _samples?.Dispose();
        _samples = null;
    }
}
