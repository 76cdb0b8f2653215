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
    private const int IntegersPerStep = 6;

    private readonly RowOperand[] _operands;
    private readonly int _loads;
    private readonly int _registers;
    private readonly int _slots;
    private readonly int _unit; // elements of a pair of vectors
    private readonly int _block; // elements of a block
    private readonly nint[] _loops;
    private readonly int[] _steps;
    private readonly nint[] _strides;
    private readonly int[] _stages; // where in a worker's memory each operand is staged
    private readonly int _workerBytes;
    private readonly HostMemory _memory;
    private readonly byte* _constants;

    /// <summary>Makes the code of a program that <see cref="FloatPrograms.Fits"/> allows.</summary>
    /// <param name="program">The program.</param>
    /// <param name="operands">The element type and row stride (in elements) of each load, then of each store.</param>
    /// <param name="workers">How many workers may run it at once.</param>
    public BlockCode(ElementwiseProgram program, IReadOnlyList<RowOperand> operands, int workers)
    {
        var blocks = new BlockProgram(program, operands);
        _operands = [.. operands];
        _loads = operands.Count - program.Results.Length;
        _registers = blocks.Registers;
        _slots = operands.Count + blocks.Registers + blocks.Constants.Count;
        _unit = 2 * BlockLoops.VectorBytes / sizeof(float);
        _block = Math.Clamp(CacheBytes / sizeof(float) / Math.Max(1, operands.Count + blocks.Registers), 128, LongestBlock) / _unit * _unit;
        _loops = new nint[blocks.Steps.Count];
        _steps = new int[blocks.Steps.Count * IntegersPerStep];
        for (var i = 0; i < _loops.Length; i++)
        {
            var step = blocks.Steps[i];
            _loops[i] = (nint)(step.Inner is { } inner
                ? BlockLoops.OfPair(step.Function, step.Operand, inner)
                : BlockLoops.Of(step.Function));
            _steps[i * IntegersPerStep] = step.Target;
            step.Operands.CopyTo(_steps, i * IntegersPerStep + 1);
            _steps[i * IntegersPerStep + IntegersPerStep - 1] = step.Kind;
        }
        _strides = new nint[_slots];
        for (var k = 0; k < operands.Count + _registers; k++)
        {
            var isRepeated = k < _loads && operands[k].Stride == 0;
            var size = k < operands.Count ? operands[k].DType.Size() : sizeof(float);
            _strides[k] = isRepeated ? 0 : BlockLoops.VectorBytes / sizeof(float) * size;
        }
        // A worker's registers, then where its operands are staged: whole blocks of those whose elements lie apart, of others the end of
        // a row.
        _stages = new int[operands.Count];
        _workerBytes = _registers * _block * sizeof(float);
        for (var k = 0; k < operands.Count; k++)
        {
            _stages[k] = _workerBytes;
            _workerBytes += (IsApart(k) ? _block : _unit) * sizeof(float);
        }
        _workerBytes = (_workerBytes + Line - 1) / Line * Line;
        _memory = new HostMemory(
            new TensorType(new Shape(Math.Max(1, _workerBytes * workers + blocks.Constants.Count * Line)), DType.UInt8), cleared: true);
        _constants = _memory.Address + (long)_workerBytes * workers;
        for (var i = 0; i < blocks.Constants.Count; i++)
            new Span<int>(_constants + i * Line, Line / sizeof(int)).Fill(blocks.Constants[i]);
    }

    public override void Run(byte** operands, nint count, int worker)
    {
        var own = _memory.Address + (long)worker * _workerBytes;
        var slots = stackalloc byte*[_slots];
        for (var k = 0; k < _operands.Length; k++)
        {
            if (_strides[k] != 0)
                continue;
            slots[k] = own + _stages[k];
            Repeat(operands[k], _operands[k].DType, (int*)slots[k]);
        }
        for (var r = 0; r < _registers; r++)
            slots[_operands.Length + r] = own + (long)r * _block * sizeof(float);
        for (var c = _operands.Length + _registers; c < _slots; c++)
            slots[c] = _constants + (c - _operands.Length - _registers) * Line;
        var whole = count - count % _unit;
        for (nint start = 0; start < whole; start += _block)
            RunBlock(operands, start, (int)Math.Min(_block, whole - start), slots, own, isWhole: true);
        if (whole < count)
            RunBlock(operands, whole, (int)(count - whole), slots, own, isWhole: false);
    }

    // Elements that lie apart, and those at the end of a row that are no whole vectors, are computed on copies side by side.
    private void RunBlock(byte** operands, nint start, int count, byte** slots, byte* own, bool isWhole)
    {
        for (var k = 0; k < _operands.Length; k++)
        {
            if (_strides[k] == 0)
                continue;
            var (dtype, stride) = _operands[k];
            var first = operands[k] + start * stride * dtype.Size();
            if (isWhole && stride == 1)
            {
                slots[k] = first;
                continue;
            }
            slots[k] = own + _stages[k];
            if (k < _loads)
                BlockMath.Copy(first, stride, slots[k], 1, count, dtype.Size());
        }
        var pairs = (count + _unit - 1) / _unit;
        fixed (int* steps = _steps)
        fixed (nint* strides = _strides)
        {
            for (var i = 0; i < _loops.Length; i++)
                ((delegate*<int*, byte**, nint*, nint, void>)_loops[i])(steps + i * IntegersPerStep, slots, strides, pairs);
        }
        for (var k = _loads; k < _operands.Length; k++)
        {
            var (dtype, stride) = _operands[k];
            if (!isWhole || stride != 1)
                BlockMath.Copy(slots[k], 1, operands[k] + start * stride * dtype.Size(), stride, count, dtype.Size());
        }
    }

    private bool IsApart(int operand) => _operands[operand].Stride is not (0 or 1) || (operand >= _loads && _operands[operand].Stride == 0);

    private static void Repeat(byte* source, DType dtype, int* target)
    {
        var bits = dtype switch
        {
            DType.Float32 => *(int*)source,
            DType.Bool => *source != 0 ? -1 : 0,
            DType.UInt8 => BitConverter.SingleToInt32Bits(*source),
            DType.Int32 => BitConverter.SingleToInt32Bits(*(int*)source),
            _ => throw new InvalidOperationException($"No block of {dtype.Name()}."),
        };
        new Span<int>(target, BlockLoops.VectorBytes / sizeof(int)).Fill(bits);
    }
}
