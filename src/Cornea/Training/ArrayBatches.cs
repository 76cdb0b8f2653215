using System.Globalization;

namespace Cornea.Training;

/// <summary>
/// Batches of rows of tensors. A step picks its rows itself by their numbers, so that lazy tensors are computed row by row; tensors
/// that are computed already are copied into a step that fits any tensors of their types, in training where a step was made for others
/// before.
/// </summary>
internal sealed class ArrayBatches : BatchSource
{
    private readonly Trainer _trainer;
    private readonly StepKind _kind;
    private readonly BatchPlan _plan;
    private readonly bool _shuffles;
    private bool? _copies;
    private CompiledFunction? _full;
    private CompiledFunction? _last;
    private int _batch;

    public ArrayBatches(Trainer trainer, StepKind kind, TrainingData data, int batchSize, bool shuffles = false)
    {
        _trainer = trainer;
        _kind = kind;
        _shuffles = shuffles;
        Data = data;
        _plan = new BatchPlan(data, batchSize);
        _copies = !data.IsComputed ? false : kind == StepKind.Train ? null : true;
    }

    public override int? BatchesPerPass => _plan.Steps;

    public override int? SamplesPerPass => Data.Count;

    public override bool CanRepeatPass => true;

    public override TrainingData Data { get; }

    /// <summary>Samples of all batches but perhaps the last.</summary>
    public int BatchSize => _plan.BatchSize;

    public override int Size => _plan.SizeOf(_batch);

    public override void Open(int pass, int batch, CancellationToken cancellation)
    {
        if (_shuffles)
            _plan.Shuffle(_trainer.Model.Seed, pass);
        _batch = batch - 1;
    }

    public override bool MoveNext() => ++_batch < _plan.Steps;

    public override CompiledFunction Load()
    {
        // Training on tensors again and again costs least where the step holds them; on others each time, where it does not.
        var copies = _copies ??= _trainer.Steps.HoldsOthers(_kind, _trainer, Data, Size);
        var function = Size == _plan.BatchSize ? _full ??= Step(copies) : _last ??= Step(copies);
        if (copies)
            InputCopy.Write(Data, _plan.RowsOf(_batch), function);
        else
            Write(function, 0, Size);
        return function;
    }

    public override object KeyOf(int rows) => (this, rows);

    public override Batch Graph(int rows) => Data.Rows(rows);

    public override void Write(CompiledFunction function, int first, int rows) =>
        _plan.RowsOf(_batch).Slice(first, rows).CopyTo(function.Input<int>(0));

    public override int RowOf(int row) => _plan.RowsOf(_batch)[row];

    public override string NameOf(int row) => string.Create(CultureInfo.InvariantCulture, $"row {RowOf(row)}");

    public override BatchSource Again() => new ArrayBatches(_trainer, _kind, Data, _plan.BatchSize, _shuffles);

    private CompiledFunction Step(bool copies) => copies ? _trainer.Steps.Copied(_kind, _trainer, Data.Types(Size))
        : _trainer.Steps.Rows(_kind, _trainer, Data, Size);
}
