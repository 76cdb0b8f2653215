using System.Collections.Immutable;
using Cornea.Compilation.Kernels;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// Epilogues that register tiles can do before they store: a bias, something of the result's shape that is added, then the larger of
/// the sum and a number, or limits on both sides. So nothing passes through memory twice.
/// </summary>
internal sealed unsafe class FinishPlan
{
    private readonly TileFinish<float> _finish; // of the first column
    private readonly BufferView? _bias;
    private nint _moved; // bytes by which the bias lies further on

    private FinishPlan(TileFinish<float> finish, BufferView? bias) => (_finish, _bias) = (finish, bias);

    /// <summary>Whether something is added that has the result's shape.</summary>
    public bool Adds => _finish.Adds;

    /// <summary>The plan of an epilogue, or null where register tiles cannot do it.</summary>
    /// <param name="program">The epilogue.</param>
    /// <param name="reads">Operands 1 and up.</param>
    /// <param name="writes">Where the results go; views are [batch, rows, columns].</param>
    public static FinishPlan? TryMake(ElementwiseProgram? program, ReadOnlySpan<BufferView> reads, ImmutableArray<BufferView> writes)
    {
        if (Match(program, reads, writes) is not var (finish, bias, added))
            return null;
        if (bias is not null)
            finish.Bias = (float*)Address(bias);
        if (added is not null)
            (finish.Adds, finish.Added) = (true, Address(added) - Address(writes[0]));
        return new FinishPlan(finish, bias);
    }

    /// <summary>What an epilogue adds and its limits, wherever its operands will lie; null where register tiles cannot do it. Parameters
    /// are those of <see cref="TryMake"/>.</summary>
    public static (TileFinish<float> Limits, BufferView? Bias, BufferView? Added)? Match(
        ElementwiseProgram? program, ReadOnlySpan<BufferView> reads, ImmutableArray<BufferView> writes)
    {
        if (program is not { Results: [var result] } || writes is not [{ DType: DType.Float32 } write] || write.Strides[2] != 1)
            return null;
        var finish = new TileFinish<float> { Nothing = -0f, Least = float.NegativeInfinity, Most = float.PositiveInfinity };
        var steps = program.Instructions;
        var sum = Limits(steps, result, ref finish);
        BufferView? bias = null, added = null;
        while (steps[sum] is BinaryInstruction { Kind: BinaryKind.Add, Operands: DType.Float32 } add)
        {
            var (more, operand) = Operand(steps, add.B) > 0 ? (add.A, Operand(steps, add.B)) : (add.B, Operand(steps, add.A));
            if (operand < 1)
                return null;
            var view = reads[operand - 1];
            if (view.DType != DType.Float32 || view.Strides[2] != 1)
                return null;
            // A bias is added to the product itself, and last of all something of the result's shape.
            if (view.Strides[1] == 0 && Operand(steps, more) == 0)
                bias = view;
            else if (IsLike(view, write) && added is null)
                added = view;
            else
                return null;
            sum = more;
        }
        return Operand(steps, sum) == 0 ? (finish, bias, added) : null;
    }

    /// <summary>What is done to a tile.</summary>
    /// <param name="batch">Its matrix.</param>
    /// <param name="column">Its first column.</param>
    public TileFinish<float> At(int batch, int column)
    {
        var finish = _finish;
        if (_bias is not null)
            finish.Bias = (float*)((byte*)finish.Bias + _moved) + ((nint)batch * _bias.Strides[0]) + column;
        return finish;
    }

    /// <summary>From now on the operands of a slot lie so many bytes further on, where nothing of the result's shape is added.</summary>
    public void Move(BufferSlot slot, nint bytes)
    {
        if (ReferenceEquals(_bias?.Buffer, slot))
            _moved += bytes;
    }

    // What the limits apply to; the register itself where there are none.
    private static int Limits(ImmutableArray<Instruction> steps, int register, ref TileFinish<float> finish)
    {
        if (steps[register] is BinaryInstruction { Kind: BinaryKind.Maximum, Operands: DType.Float32 } most)
        {
            var (of, number) = steps[most.B] is NumberInstruction b ? (most.A, b) : (most.B, steps[most.A] as NumberInstruction);
            if (number is null || double.IsNaN(number.Value))
                return register;
            (finish.Raises, finish.Least) = (true, (float)number.Value);
            return of;
        }
        // where(most <= x, most, where(x <= least, least, x)), or the other way round.
        if (Limit(steps, register) is not { } outer || Limit(steps, outer.Else) is not { } inner
            || outer.IsMost == inner.IsMost || outer.Of != inner.Of || inner.Else != inner.Of)
        {
            return register;
        }
        var (low, high) = outer.IsMost ? (inner.Number, outer.Number) : (outer.Number, inner.Number);
        if (!(low < high))
            return register;
        (finish.Clips, finish.Least, finish.Most) = (true, low, high);
        return outer.Of;
    }

    private static (bool IsMost, int Of, float Number, int Else)? Limit(ImmutableArray<Instruction> steps, int register)
    {
        if (steps[register] is not SelectInstruction select || steps[select.A] is not NumberInstruction { DType: DType.Float32 } chosen
            || steps[select.Condition] is not BinaryInstruction { Kind: BinaryKind.LessEqual, Operands: DType.Float32 } question)
        {
            return null;
        }
        if (steps[question.A] is NumberInstruction most && most.Value == chosen.Value)
            return (true, question.B, (float)most.Value, select.B);
        return steps[question.B] is NumberInstruction least && least.Value == chosen.Value
            ? (false, question.A, (float)least.Value, select.B)
            : null;
    }

    // The operand that a register is, or -1.
    private static int Operand(ImmutableArray<Instruction> steps, int register) =>
        steps[register] is LoadInstruction { DType: DType.Float32 } load ? load.Operand : -1;

    private static bool IsLike(BufferView view, BufferView write)
    {
        for (var axis = 0; axis < 2; axis++)
        {
            if (write.Lengths[axis] > 1 && view.Strides[axis] != write.Strides[axis])
                return false;
        }
        return view.Lengths.AsSpan().SequenceEqual(write.Lengths.AsSpan());
    }

    private static nint Address(BufferView view) => (nint)view.Buffer.Address + (view.Offset * (nint)sizeof(float));
}
