using Cornea.Compilation.Kernels;
using Cornea.Compilation.Plans;

namespace Cornea.Devices.Cpu.Recurrence;

/// <summary>
/// A recurrence: the plan of its step, run once for each row. The step's kernels share the workers; copies between steps are one
/// worker's work.
/// </summary>
internal sealed unsafe class ScanKernel : Kernel
{
    private readonly int _length;
    private readonly bool _reverse;
    private readonly RowCopy[] _carries;
    private readonly RowCopy[] _inputs;
    private readonly RowCopy[] _before;
    private readonly RowCopy[] _after;
    private readonly RowCopy[] _last;
    private readonly Plan _inner;

    public ScanKernel(ScanSpec spec, CpuBackend backend) : base(spec)
    {
        _length = spec.Length;
        _reverse = spec.Reverse;
        var step = spec.Step;
        foreach (var buffer in step.Buffers)
            backend.Bind(buffer);
        _inner = new Plan(step.Specs, step.ArenaBytes, backend,
            backend.Options with { Workspace = null }); // it runs within the plan around it
        _carries = [.. step.Carries.Select((carry, i) => RowCopy.Whole(spec.Reads[i], carry))];
        _inputs = [.. step.Inputs.Select((input, i) => RowCopy.Row(spec.Reads[step.Carries.Length + i], input))];
        RowCopy[] At(StepResultTime time) => [.. step.Results.Select((result, i) => (Result: result, Write: spec.Writes[i]))
            .Where(pair => pair.Result.Time == time)
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
        for (var step = 0; step < _length; step++)
        {
            var row = _reverse ? _length - 1 - step : step;
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
