using Cornea.Compilation.Kernels;
using Cornea.Compilation.Plans;

namespace Cornea.Devices.Cpu.Recurrence;

/// <summary>
/// A recurrence: the plan of its step, run once for each row. The step's kernels share the workers; they read and write rows where these
/// lie, and what cannot be read so is copied by one worker.
/// </summary>
internal sealed unsafe class ScanKernel : Kernel
{
    private readonly int _length;
    private readonly bool _reverse;
    private readonly StepPlan _step;
    private readonly RowCopy[] _carries;
    private readonly RowCopy[] _inputs;
    private readonly RowMove[] _moves;
    private readonly RowCopy[] _before;
    private readonly RowCopy[] _after;
    private readonly RowCopy[] _last;
    private readonly Plan _inner;

    public ScanKernel(ScanSpec spec, CpuBackend backend) : base(spec)
    {
        _length = spec.Length;
        _reverse = spec.Reverse;
        var step = _step = spec.Step;
        foreach (var buffer in step.Buffers)
            backend.Bind(buffer);
        _inner = new Plan(step.Specs, step.ArenaBytes, backend,
            backend.Options with { Workspace = null }); // it runs within the plan around it
        _carries = [.. step.Carries.Select((carry, i) => RowCopy.Whole(spec.Reads[i], carry))];
        var moves = new List<RowMove>();
        var moved = new HashSet<BufferSlot>();
        bool Moves(BufferView view, BufferSlot slot)
        {
            if (RowMove.TryMake(view, slot, _inner.Kernels) is not { } move)
                return false;
            moves.Add(move);
            return moved.Add(slot);
        }

        // What is copied from the memory of a slot must lie there.
        int Uses(BufferSlot slot) => step.Results.Count(result => ReferenceEquals(result.Source, slot));
        var inputs = new List<RowCopy>();
        foreach (var (i, input) in step.Inputs.Index())
        {
            var view = spec.Reads[step.Carries.Length + i];
            if (Uses(input) > 0 || !Moves(view, input))
                inputs.Add(RowCopy.Row(view, input));
        }
        foreach (var (i, result) in step.Results.Index())
        {
            if (result.Time == StepResultTime.AfterStep && Uses(result.Source) == 1 && !step.Carries.Contains(result.Source))
                Moves(spec.Writes[i], result.Source);
        }
        (_inputs, _moves) = ([.. inputs], [.. moves]);
        RowCopy[] At(StepResultTime time) => [.. step.Results.Select((result, i) => (Result: result, Write: spec.Writes[i]))
            .Where(pair => pair.Result.Time == time && !moved.Contains(pair.Result.Source))
            .Select(pair => time == StepResultTime.AfterAll ? RowCopy.Whole(pair.Write, pair.Result.Source)
                : RowCopy.Row(pair.Write, pair.Result.Source))];
        _before = At(StepResultTime.BeforeStep);
        _after = At(StepResultTime.AfterStep);
        _last = At(StepResultTime.AfterAll);
    }

    public override Plan InnerPlan => _inner;

    public override void Run()
    {
        foreach (var carry in _carries)
            carry.In(0);
        _inner.Prepare();
        for (var step = 0; step < _length && _step.GoesOn; step++)
        {
            var row = _reverse ? _length - 1 - step : step;
            foreach (var move in _moves)
                move.To(row);
            foreach (var input in _inputs)
                input.In(row);
            foreach (var result in _before)
                result.Out(row);
            _inner.Run();
            foreach (var result in _after)
                result.Out(row);
        }
        foreach (var result in _last)
            result.Out(0);
    }
}
