using Cornea.Compilation.Kernels;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// An elementwise program as steps over blocks. A step's result and operands are slots: first those of the program's operands, then
/// registers (a block each, taken again once their value has been used), then constants (one vector each).
/// </summary>
internal sealed class BlockProgram
{
    private readonly ElementwiseProgram _program;
    private readonly IReadOnlyList<RowOperand> _operands;
    private readonly List<BlockStep> _steps = [];
    private readonly List<int> _constants = [];
    private readonly int[] _slotOf; // of each instruction

    /// <summary>Makes the steps of a program that <see cref="FloatPrograms.Fits"/> allows.</summary>
    /// <param name="program">The program.</param>
    /// <param name="operands">Its loads, then its stores.</param>
    /// <param name="mayReplace">Whether results may take the places of operands.</param>
    public BlockProgram(ElementwiseProgram program, IReadOnlyList<RowOperand> operands, bool mayReplace)
    {
        _program = program;
        _operands = operands;
        _slotOf = new int[program.Instructions.Length];
        for (var i = 0; i < _slotOf.Length; i++)
            _slotOf[i] = Define(program.Instructions[i], operands.Count + i);
        JoinSteps();
        Store(mayReplace);
        Registers = AssignRegisters();
    }

    /// <summary>The steps in order; their slots are final.</summary>
    public IReadOnlyList<BlockStep> Steps => _steps;

    /// <summary>Whether every operand has been read before the first result is made.</summary>
    public bool IsCareful { get; private set; } = true;

    /// <summary>How many blocks hold what is between.</summary>
    public int Registers { get; }

    /// <summary>The bits of each constant.</summary>
    public IReadOnlyList<int> Constants => _constants;

    // Until registers are assigned, each instruction has its own, and constants come after all of them.
    private int FirstConstant => _operands.Count + _program.Instructions.Length;

    // The slot that holds an instruction's value, which a step defines unless the value is there already.
    private int Define(Instruction instruction, int own)
    {
        switch (instruction)
        {
            case LoadInstruction load when load.DType == DType.Float32 || _operands[load.Operand].Stride == 0:
                return load.Operand;
            case LoadInstruction load:
                var loaded = load.DType switch
                {
                    DType.Bool => VectorFunction.LoadBool,
                    DType.UInt8 => VectorFunction.LoadUInt8,
                    DType.Int8 => VectorFunction.LoadInt8,
                    DType.Int32 => VectorFunction.LoadInt32,
                    DType.BFloat16 => VectorFunction.LoadBFloat16,
                    DType.Float16 => VectorFunction.LoadFloat16,
                    _ => throw new InvalidOperationException($"No block of {load.DType.Name()}."),
                };
                return Add(new BlockStep(loaded, own, [load.Operand]));
            case NumberInstruction { DType: DType.Bool } truth:
                return Constant(truth.Value != 0 ? -1 : 0);
            case NumberInstruction number:
                return Constant(BitConverter.SingleToInt32Bits(FloatPrograms.ValueOf(number)));
            case UnaryInstruction unary:
                return Add(Enum.TryParse<VectorFunction>(unary.Kind.ToString(), out var function)
                    ? new BlockStep(function, own, [_slotOf[unary.A]])
                    : new BlockStep(VectorFunction.OtherUnary, own, [_slotOf[unary.A]], (int)unary.Kind));
            case BinaryInstruction binary:
                return Add(Binary(binary, own));
            case SelectInstruction select:
                return Add(new BlockStep(VectorFunction.Select, own, [_slotOf[select.Condition], _slotOf[select.A], _slotOf[select.B]]));
            case CastInstruction { From: DType.Bool } cast:
                return Add(new BlockStep(VectorFunction.FromTruth, own, [_slotOf[cast.A]]));
            case CastInstruction cast when FloatPrograms.IsFromComputedInt8(_program, cast):
                return Add(new BlockStep(VectorFunction.AsInt8, own, [_slotOf[cast.A]]));
            case CastInstruction cast when FloatPrograms.Rounds(_program, cast):
                return Add(new BlockStep(
                    cast.DType == DType.BFloat16 ? VectorFunction.RoundBFloat16 : VectorFunction.RoundFloat16, own, [_slotOf[cast.A]]));
            case CastInstruction cast:
                return _slotOf[cast.A];
            default:
                throw new InvalidOperationException($"No step for {instruction}.");
        }
    }

    private int Add(BlockStep step)
    {
        _steps.Add(step);
        return step.Target;
    }

    private int Constant(int bits)
    {
        var at = _constants.IndexOf(bits);
        if (at < 0)
        {
            at = _constants.Count;
            _constants.Add(bits);
        }
        return FirstConstant + at;
    }

    private BlockStep Binary(BinaryInstruction binary, int own)
    {
        var (a, b) = (binary.A, binary.B);
        bool IsNumber(int register) => _program.Instructions[register] is NumberInstruction { Value: not double.NaN };
        if (binary.Kind is BinaryKind.Maximum or BinaryKind.Minimum && (IsNumber(a) || IsNumber(b)))
        {
            if (!IsNumber(b))
                (a, b) = (b, a);
            var number = binary.Kind == BinaryKind.Maximum ? VectorFunction.MaximumNumber : VectorFunction.MinimumNumber;
            return new BlockStep(number, own, [_slotOf[a], _slotOf[b]]);
        }
        return Enum.TryParse<VectorFunction>(binary.Kind.ToString(), out var function)
            ? new BlockStep(function, own, [_slotOf[a], _slotOf[b]])
            : new BlockStep(VectorFunction.OtherBinary, own, [_slotOf[a], _slotOf[b]], (int)binary.Kind);
    }

    // A value that one step alone uses need not go through memory where the two steps have a loop together.
    private void JoinSteps()
    {
        var uses = new int[FirstConstant + _constants.Count];
        foreach (var step in _steps)
        {
            foreach (var operand in step.Operands)
                uses[operand]++;
        }
        foreach (var result in _program.Results)
            uses[_slotOf[result]]++;
        for (var i = 0; i < _steps.Count; i++)
        {
            var step = _steps[i];
            // The step that makes an operand for this step alone; -1 where there is none.
            int Maker(int k) =>
                k < step.Operands.Length && uses[step.Operands[k]] == 1 ? _steps.FindIndex(other => other.Target == step.Operands[k]) : -1;
            int[] makers = [Maker(0), Maker(1), Maker(2)];
            if (JoinBoth(step, makers[0], makers[1]) is { } both)
            {
                _steps[i] = both;
                _steps.RemoveAt(Math.Max(makers[0], makers[1]));
                _steps.RemoveAt(Math.Min(makers[0], makers[1]));
                i -= 2;
                continue;
            }
            for (var k = 0; k < makers.Length; k++)
            {
                if (makers[k] < 0 || Join(step, k, _steps[makers[k]]) is not { } joined)
                    continue;
                _steps[i] = joined;
                _steps.RemoveAt(makers[k]);
                i--;
                break;
            }
        }
    }

    private unsafe BlockStep? JoinBoth(BlockStep step, int first, int second)
    {
        if (step.Operands.Length != 2 || first < 0 || second < 0 || _steps[first].Loop != 0 || _steps[second].Loop != 0)
            return null;
        var loop = BlockLoops.OfBoth(step.Function, _steps[first].Function, _steps[second].Function);
        return loop == null ? null : step with { Operands = [.. _steps[first].Operands, .. _steps[second].Operands], Loop = (nint)loop };
    }

    private static unsafe BlockStep? Join(BlockStep step, int operand, BlockStep maker)
    {
        var loop = maker.Loop == 0 ? BlockLoops.OfPair(step.Function, operand, maker.Function)
            : maker.Inner is { } inner && operand == 1 ? BlockLoops.OfThree(step.Function, maker.Function, inner)
            : null;
        if (loop == null)
            return null;
        return step with
        {
            Operands = [.. step.Operands[..operand], .. maker.Operands, .. step.Operands[(operand + 1)..]],
            Loop = (nint)loop,
            Inner = operand == 0 && maker.Loop == 0 ? maker.Function : null,
        };
    }

    // A result is made in its place unless that may be the place of an operand which is read later. Others are copied at the end.
    private void Store(bool mayReplace)
    {
        var loads = _operands.Count - _program.Results.Length;
        bool IsRead(int slot) => slot < loads && _operands[slot].Stride != 0;
        var last = _steps.FindLastIndex(step => Array.Exists(step.Operands, IsRead));
        if (_program.Results.Any(result => IsRead(_slotOf[result])))
            last = _steps.Count;
        for (var i = 0; i < _program.Results.Length; i++)
        {
            var (target, value) = (loads + i, _slotOf[_program.Results[i]]);
            // The place of another result that is the same value is filled from that one.
            var made = value < _operands.Count ? -1 : _steps.FindIndex(step => step.Target == value);
            VectorFunction? store = _operands[target].DType switch
            {
                DType.Bool => VectorFunction.StoreBool,
                DType.Int8 => VectorFunction.StoreInt8,
                DType.BFloat16 => VectorFunction.StoreBFloat16,
                DType.Float16 => VectorFunction.StoreFloat16,
                _ => null,
            };
            if (store is { } narrower)
            {
                _steps.Add(new BlockStep(narrower, target, [value]));
                continue;
            }
            if (made < 0 || (mayReplace && made < last))
            {
                _steps.Add(new BlockStep(VectorFunction.Copy, target, [value]));
                continue;
            }
            IsCareful &= made >= last;
            for (var k = made; k < _steps.Count; k++)
            {
                _steps[k] = _steps[k] with
                {
                    Target = k == made ? target : _steps[k].Target,
                    Operands = Array.ConvertAll(_steps[k].Operands, slot => slot == value ? target : slot),
                };
            }
            for (var k = 0; k < _slotOf.Length; k++)
                _slotOf[k] = _slotOf[k] == value ? target : _slotOf[k];
        }
    }

    private int AssignRegisters()
    {
        var (first, count) = (_operands.Count, 0);
        var free = new Stack<int>();
        var registerOf = new Dictionary<int, int>();
        bool IsRegister(int slot) => slot >= first && slot < FirstConstant;
        for (var i = 0; i < _steps.Count; i++)
        {
            var step = _steps[i];
            var operands = Array.ConvertAll(step.Operands, slot => registerOf.GetValueOrDefault(slot, slot));
            foreach (var slot in step.Operands.Where(IsRegister).Distinct())
            {
                if (!_steps.Skip(i + 1).Any(later => later.Operands.Contains(slot)))
                    free.Push(registerOf[slot]);
            }
            if (IsRegister(step.Target))
                registerOf[step.Target] = free.TryPop(out var register) ? register : first + count++;
            _steps[i] = step with { Target = registerOf.GetValueOrDefault(step.Target, step.Target), Operands = operands };
        }
        for (var i = 0; i < _steps.Count; i++)
        {
            _steps[i] = _steps[i] with
            {
                Operands = Array.ConvertAll(
                    _steps[i].Operands, slot => slot >= FirstConstant ? slot - FirstConstant + first + count : slot),
            };
        }
        return count;
    }
}
