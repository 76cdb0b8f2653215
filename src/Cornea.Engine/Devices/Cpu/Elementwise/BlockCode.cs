using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// A program of float32 and bool run step by step over blocks that stay in the nearest cache; each step is one call of a loop over
/// whole vectors that was closed ahead of time. It needs no code made at run time and gives the bits of <see cref="EmittedCode"/>.
/// </summary>
internal sealed unsafe class BlockCode : ElementwiseCode
{
    private const int CacheBytes = 16 * 1024;
    private const int LongestBlock = 1024;
    private const int Line = 64;

    private readonly RowOperand[] _operands;
    private readonly int _loads;
    private readonly int[] _walked; // operands that are not one element for the whole row
    private readonly int[] _repeated;
    private readonly nint[] _steps; // bytes from one element of an operand to the next
    private readonly int[] _stages; // where in a worker's memory each operand is staged
    private readonly bool _isPlain; // elements of all walked operands lie side by side
    private readonly int _unit; // elements of a pair of vectors
    private readonly int _block; // elements of a block
    private readonly HostMemory _memory;
    private readonly byte* _workers;
    private readonly int _workerBytes; // the addresses of slots, repeated elements, registers, stages
    private readonly nint* _strides; // of slots
    private readonly Call[] _apart; // for results that take the place of no operand
    private readonly Call[] _careful; // for results that may

    /// <summary>Makes the code of a program that <see cref="FloatPrograms.Fits"/> allows.</summary>
    /// <param name="program">The program.</param>
    /// <param name="operands">The element type and row stride (in elements) of each load, then of each store.</param>
    /// <param name="workers">How many workers may run it at once.</param>
    public BlockCode(ElementwiseProgram program, IReadOnlyList<RowOperand> operands, int workers)
    {
        var careful = new BlockProgram(program, operands, mayReplace: true);
        var apart = new BlockProgram(program, operands, mayReplace: false);
        var registers = Math.Max(careful.Registers, apart.Registers);
        _operands = [.. operands];
        _loads = operands.Count - program.Results.Length;
        _repeated = [.. Enumerable.Range(0, _loads).Where(k => operands[k].Stride == 0)];
        _walked = [.. Enumerable.Range(0, operands.Count).Except(_repeated)];
        _isPlain = Array.TrueForAll(_walked, k => operands[k].Stride == 1);
        _steps = [.. operands.Select(operand => (nint)(operand.Stride * operand.DType.Size()))];
        _unit = 2 * BlockLoops.VectorBytes / sizeof(float);
        _block = Math.Clamp(CacheBytes / sizeof(float) / Math.Max(1, operands.Count + registers), 128, LongestBlock) / _unit * _unit;

        var constants = careful.Constants.Count;
        var slots = operands.Count + registers + constants;
        var bytes = Lines(slots * sizeof(nint)) + _repeated.Length * Line;
        var firstRegister = bytes;
        bytes += registers * _block * sizeof(float);
        _stages = new int[operands.Count];
        foreach (var k in _walked)
        {
            _stages[k] = bytes;
            bytes += (operands[k].Stride == 1 ? _unit : _block) * sizeof(float);
        }
        _workerBytes = Lines(bytes);
        _memory = new HostMemory(
            new TensorType(
                new Shape(checked(_workerBytes * workers + Lines(slots * sizeof(nint)) + constants * Line)), DType.UInt8), cleared: true);
        _workers = _memory.Address;
        _strides = (nint*)(_workers + (long)_workerBytes * workers);
        var firstConstant = (byte*)_strides + Lines(slots * sizeof(nint));
        for (var i = 0; i < constants; i++)
            new Span<int>(firstConstant + i * Line, Line / sizeof(int)).Fill(careful.Constants[i]);
        foreach (var k in _walked)
            _strides[k] = BlockLoops.VectorBytes / sizeof(float) * operands[k].DType.Size();
        for (var r = 0; r < registers; r++)
            _strides[operands.Count + r] = BlockLoops.VectorBytes;
        for (var worker = 0; worker < workers; worker++)
        {
            var own = _workers + (long)worker * _workerBytes;
            var addresses = (byte**)own;
            for (var i = 0; i < _repeated.Length; i++)
                addresses[_repeated[i]] = own + Lines(slots * sizeof(nint)) + i * Line;
            for (var r = 0; r < registers; r++)
                addresses[operands.Count + r] = own + firstRegister + (long)r * _block * sizeof(float);
            for (var i = 0; i < constants; i++)
                addresses[operands.Count + registers + i] = firstConstant + i * Line;
        }
        _careful = Calls(careful, operands.Count, registers);
        _apart = apart.IsCareful ? _careful : Calls(apart, operands.Count, registers);
    }

    public override void Run(byte** operands, nint count, int worker)
    {
        var own = _workers + (long)worker * _workerBytes;
        var slots = (byte**)own;
        foreach (var k in _repeated)
            Repeat(operands[k], _operands[k].DType, slots[k]);
        var calls = _apart == _careful || IsInPlace(operands) ? _careful : _apart;
        var whole = count & -_unit;
        for (nint start = 0; start < whole; start += _block)
        {
            if (!_isPlain)
            {
                RunStaged(calls, operands, start, (int)Math.Min(_block, whole - start), slots, own);
                continue;
            }
            foreach (var k in _walked)
                slots[k] = operands[k] + start * _steps[k];
            RunSteps(calls, slots, (nint)((uint)Math.Min(_block, whole - start) / (uint)_unit));
        }
        if (whole < count)
            RunStaged(calls, operands, whole, (int)(count - whole), slots, own);
    }

    private static int Lines(int bytes) => (bytes + Line - 1) / Line * Line;

    private static Call[] Calls(BlockProgram program, int operands, int registers)
    {
        // Constants stand behind the registers of the program that has more of them.
        int Slot(int slot) => slot < operands + program.Registers ? slot : slot - program.Registers + registers;
        var calls = new Call[program.Steps.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            var step = program.Steps[i];
            calls[i].Loop = step.Loop != 0 ? step.Loop : (nint)BlockLoops.Of(step.Function);
            calls[i].Slots[0] = step.Target;
            for (var k = 0; k < step.Operands.Length; k++)
                calls[i].Slots[k + 1] = Slot(step.Operands[k]);
            calls[i].Slots[5] = step.Kind;
        }
        return calls;
    }

    private bool IsInPlace(byte** operands)
    {
        for (var store = _loads; store < _operands.Length; store++)
        {
            for (var load = 0; load < _loads; load++)
            {
                if (operands[store] == operands[load])
                    return true;
            }
        }
        return false;
    }

    private void RunSteps(Call[] calls, byte** slots, nint pairs)
    {
        fixed (Call* first = calls)
        {
            for (var i = 0; i < calls.Length; i++)
                ((delegate*<int*, byte**, nint*, nint, void>)first[i].Loop)(first[i].Slots, slots, _strides, pairs);
        }
    }

    // Elements that lie apart, and those at the end of a row that are no whole vectors, are computed on copies side by side.
    private void RunStaged(Call[] calls, byte** operands, nint start, int count, byte** slots, byte* own)
    {
        foreach (var k in _walked)
        {
            slots[k] = own + _stages[k];
            var isWhole = count % _unit == 0 && _operands[k].Stride == 1;
            if (isWhole)
                slots[k] = operands[k] + start * _steps[k];
            else if (k < _loads)
                BlockMath.Copy(operands[k] + start * _steps[k], _operands[k].Stride, slots[k], 1, count, _operands[k].DType.Size());
        }
        RunSteps(calls, slots, (count + _unit - 1) / _unit);
        for (var k = _loads; k < _operands.Length; k++)
        {
            if (slots[k] == own + _stages[k])
                BlockMath.Copy(slots[k], 1, operands[k] + start * _steps[k], _operands[k].Stride, count, _operands[k].DType.Size());
        }
    }

    private static void Repeat(byte* source, DType dtype, byte* target)
    {
        var bits = dtype switch
        {
            DType.Float32 => *(int*)source,
            DType.Bool => *source != 0 ? -1 : 0,
            DType.UInt8 => BitConverter.SingleToInt32Bits(*source),
            DType.Int8 => BitConverter.SingleToInt32Bits(*(sbyte*)source),
            DType.Int32 => BitConverter.SingleToInt32Bits(*(int*)source),
            DType.BFloat16 => BitConverter.SingleToInt32Bits(*(BFloat16*)source),
            DType.Float16 => BitConverter.SingleToInt32Bits((float)*(Half*)source),
            _ => throw new InvalidOperationException($"No block of {dtype.Name()}."),
        };
        Vector512.Create(bits).Store((int*)target);
    }

    private struct Call
    {
        public nint Loop;
        public fixed int Slots[6]; // of the result, of up to four operands, and which function where the loop has several
    }
}
