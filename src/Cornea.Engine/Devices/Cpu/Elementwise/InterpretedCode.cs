using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// A program run one instruction at a time over short blocks that stay in cache: for types other than float32, for kernels too
/// small to emit, and where code cannot be made at run time. Float32 gives the same bits as emitted code.
/// </summary>
internal sealed unsafe class InterpretedCode : ElementwiseCode
{
    private const int Block = 256;
    private const int BlockBytes = Block * sizeof(double);

    private readonly ElementwiseProgram _program;
    private readonly RowOperand[] _operands;
    private readonly HostMemory _scratch;
    private readonly byte* _registers;
    private readonly int _workerBytes;

    public InterpretedCode(ElementwiseProgram program, IReadOnlyList<RowOperand> operands, int workers)
    {
        _program = program;
        _operands = [.. operands];
        _workerBytes = program.Instructions.Length * BlockBytes;
        _scratch = new HostMemory(new TensorType(new Shape(Math.Max(1, _workerBytes * workers)), DType.UInt8), cleared: false);
        _registers = _scratch.Address;
    }

    public override void Run(byte** operands, nint count, int worker)
    {
        var registers = _registers + (long)worker * _workerBytes;
        for (nint start = 0; start < count; start += Block)
        {
            var length = (int)Math.Min(Block, count - start);
            for (var i = 0; i < _program.Instructions.Length; i++)
                Step(_program.Instructions[i], i, registers, operands, start, length);
            var loads = _operands.Length - _program.Results.Length;
            for (var i = 0; i < _program.Results.Length; i++)
            {
                var (dtype, stride) = _operands[loads + i];
                BlockMath.Copy(registers + _program.Results[i] * BlockBytes, 1, operands[loads + i] + start * stride * dtype.Size(), stride,
                    length, dtype.Size());
            }
        }
    }

    private void Step(Instruction instruction, int target, byte* registers, byte** operands, nint start, int length)
    {
        byte* At(int register) => registers + register * BlockBytes;
        switch (instruction)
        {
            case LoadInstruction load:
                var (dtype, stride) = _operands[load.Operand];
                BlockMath.Copy(operands[load.Operand] + start * stride * dtype.Size(), stride, At(target), 1, length, dtype.Size());
                break;
            case NumberInstruction number:
                BlockCasts.Fill(number.DType, At(target), number.Value, length);
                break;
            case UnaryInstruction unary:
                BlockMath.Unary(unary.Kind, _program.Instructions[unary.A].DType, At(unary.A), At(target), length);
                break;
            case BinaryInstruction binary:
                BlockMath.Binary(binary.Kind, binary.Operands, At(binary.A), At(binary.B), At(target), length);
                break;
            case SelectInstruction select:
                BlockMath.Select(At(select.Condition), At(select.A), At(select.B), At(target), length, select.DType.Size());
                break;
            case CastInstruction cast:
                BlockCasts.Cast(cast.From, cast.DType, At(cast.A), At(target), length);
                break;
            default:
                throw new InvalidOperationException($"No interpretation for {instruction}.");
        }
    }
}
