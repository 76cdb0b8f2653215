using Cornea.Compilation.Kernels;
using Cornea.Compilation.Plans;

namespace Cornea.Devices.Reference;

/// <summary>A recurrence: the plan of its step, run once for each row.</summary>
internal sealed class ReferenceScanKernel : Kernel
{
    private readonly ScanSpec _spec;
    private readonly Plan _inner;

    public ReferenceScanKernel(ScanSpec spec, Backend backend) : base(spec)
    {
        _spec = spec;
        foreach (var buffer in spec.Step.Buffers)
        {
            backend.Bind(buffer);
        }
        _inner = new Plan(spec.Step.Specs, spec.Step.ArenaBytes, backend, backend.Options with { Workspace = null });
    }

    public override Plan InnerPlan => _inner;

    public override void Run()
    {
        var step = _spec.Step;
        foreach (var (i, carry) in step.Carries.Index())
        {
            Copy(_spec.Reads[i], BufferView.Whole(carry));
        }
        for (var time = 0; time < _spec.Length && step.GoesOn; time++)
        {
            var row = _spec.Reverse ? _spec.Length - 1 - time : time;
            foreach (var (i, input) in step.Inputs.Index())
            {
                Copy(RowOf(_spec.Reads[step.Carries.Length + i], row), BufferView.Whole(input));
            }
            Store(StepResultTime.BeforeStep, row);
            _inner.Run();
            Store(StepResultTime.AfterStep, row);
        }
        Store(StepResultTime.AfterAll, 0);
    }

    private void Store(StepResultTime time, int row)
    {
        foreach (var (i, result) in _spec.Step.Results.Index())
        {
            if (result.Time == time)
            {
                Copy(BufferView.Whole(result.Source), time == StepResultTime.AfterAll ? _spec.Writes[i] : RowOf(_spec.Writes[i], row));
            }
        }
    }

    private static BufferView RowOf(BufferView view, int row) =>
        view with { Offset = view.Offset + row * view.Strides[0], Lengths = view.Lengths[1..], Strides = view.Strides[1..] };

    private static void Copy(BufferView from, BufferView to) => ViewElements.Write(to, ViewElements.Read(from));
}
