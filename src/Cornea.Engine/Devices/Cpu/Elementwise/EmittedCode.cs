using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// A program as machine code: a loop over whole vectors and one over the elements left, emitted as IL whose calls to
/// <see cref="FloatLanes{V,O}"/> the JIT inlines, so intermediate values stay in registers however many results share them.
/// For programs that <see cref="FloatPrograms.Fits"/> allows, where code can be made at run time.
/// </summary>
internal sealed unsafe class EmittedCode : ElementwiseCode
{
    private static readonly ConcurrentDictionary<Key, Body> Cache = new();

    private readonly Body _body;

    /// <summary>Emits a program that <see cref="FloatPrograms.Fits"/> allows, once per process.</summary>
    /// <param name="program">The program.</param>
    /// <param name="operands">The element type and row stride (in elements) of each load, then of each store.</param>
    [RequiresDynamicCode("Makes machine code.")]
    public EmittedCode(ElementwiseProgram program, IReadOnlyList<RowOperand> operands)
    {
        var key = new Key(program, [.. operands]);
        if (!Cache.TryGetValue(key, out var body))
            Cache[key] = body = Emit(key);
        _body = body;
    }

    private delegate void Body(byte** operands, nint count);

    public override void Run(byte** operands, nint count, int worker) => _body(operands, count);

    [RequiresDynamicCode("Makes machine code.")]
    private static Body Emit(Key key)
    {
        var method = new DynamicMethod("Elementwise", typeof(void), [typeof(byte**), typeof(nint)], typeof(EmittedCode).Module,
            skipVisibility: true);
        var il = method.GetILGenerator();
        var index = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Stloc, index);
        var pointers = new LocalBuilder[key.Operands.Length];
        for (var i = 0; i < pointers.Length; i++)
        {
            pointers[i] = il.DeclareLocal(typeof(byte*));
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, i * sizeof(byte*));
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
            il.Emit(OpCodes.Stloc, pointers[i]);
        }
        if (IsWide())
        {
            new Loop(il, key, pointers, index, typeof(FloatLanes<Vector512<float>, Float512Operations>), typeof(Vector512<float>),
                16).Emit();
        }
        else
        {
            new Loop(il, key, pointers, index, typeof(FloatLanes<Vector256<float>, Float256Operations>), typeof(Vector256<float>),
                8).Emit();
        }
        new Loop(il, key, pointers, index, typeof(FloatLanes<Vector128<float>, Float128Operations>), typeof(Vector128<float>), 1).Emit();
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Body>();
    }

    // Alone, so that code compiled ahead, which cannot know it, has the rest of the method.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsWide() => Vector512.IsHardwareAccelerated;

    // One loop: while (index <= count - width) { loads, steps, stores; index += width }.
    private sealed class Loop(
        ILGenerator il, Key key, LocalBuilder[] pointers, LocalBuilder index,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type lanes, Type vector, int width)
    {
        private readonly LocalBuilder[] _registers = new LocalBuilder[key.Program.Instructions.Length];

        public void Emit()
        {
            var (top, end) = (il.DefineLabel(), il.DefineLabel());
            var instructions = key.Program.Instructions;
            for (var i = 0; i < instructions.Length; i++)
            {
                _registers[i] = il.DeclareLocal(vector);
                // What does not change along the row is read once.
                if (IsRepeated(instructions[i]))
                    Define(i, instructions[i]);
            }
            il.MarkLabel(top);
            il.Emit(OpCodes.Ldloc, index);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, width);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Bgt, end);
            for (var i = 0; i < instructions.Length; i++)
            {
                if (!IsRepeated(instructions[i]))
                    Define(i, instructions[i]);
            }
            var loads = key.Operands.Length - key.Program.Results.Length;
            for (var i = 0; i < key.Program.Results.Length; i++)
                Store(loads + i, key.Program.Results[i]);
            il.Emit(OpCodes.Ldloc, index);
            il.Emit(OpCodes.Ldc_I4, width);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, index);
            il.Emit(OpCodes.Br, top);
            il.MarkLabel(end);
        }

        private bool IsRepeated(Instruction instruction) => instruction is NumberInstruction || instruction is LoadInstruction load
            && key.Operands[load.Operand].Stride == 0;

        private void Define(int register, Instruction instruction)
        {
            switch (instruction)
            {
                case LoadInstruction load:
                    Load(load.Operand);
                    break;
                case NumberInstruction { DType: DType.Bool } truth:
                    il.Emit(truth.Value != 0 ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
                    Call("Truth");
                    break;
                case NumberInstruction number:
                    il.Emit(OpCodes.Ldc_R4, FloatPrograms.ValueOf(number));
                    Call("Number");
                    break;
                case UnaryInstruction unary:
                    Push(unary.A);
                    Call(unary.Kind.ToString());
                    break;
                case BinaryInstruction binary:
                    EmitBinary(binary);
                    break;
                case SelectInstruction select:
                    Push(select.Condition);
                    Push(select.A);
                    Push(select.B);
                    Call("Select");
                    break;
                case CastInstruction cast:
                    Push(cast.A);
                    if (cast.From == DType.Bool)
                        Call("FromTruth");
                    else if (FloatPrograms.IsFromComputedInt8(key.Program, cast))
                        Call("AsInt8");
                    else if (FloatPrograms.Rounds(key.Program, cast))
                        Call("Round" + cast.DType);
                    break;
                default:
                    throw new InvalidOperationException($"No code for {instruction}.");
            }
            il.Emit(OpCodes.Stloc, _registers[register]);
        }

        private void EmitBinary(BinaryInstruction binary)
        {
            var (a, b) = (binary.A, binary.B);
            var name = binary.Kind.ToString();
            if (binary.Kind is BinaryKind.Maximum or BinaryKind.Minimum && (IsNumber(a) || IsNumber(b)))
            {
                if (!IsNumber(b))
                    (a, b) = (b, a);
                name += "Number";
            }
            Push(a);
            Push(b);
            Call(name);
        }

        private bool IsNumber(int register) => key.Program.Instructions[register] is NumberInstruction { Value: not double.NaN };

        private void Load(int operand)
        {
            var (dtype, stride) = key.Operands[operand];
            Address(operand);
            if (stride == 0 || width == 1)
            {
                Call("One" + dtype);
            }
            else if (stride == 1)
            {
                Call("Load" + dtype);
            }
            else
            {
                PushStride(operand);
                Call("Strided" + dtype);
            }
        }

        private void Store(int operand, int register)
        {
            var (dtype, stride) = key.Operands[operand];
            Address(operand);
            if (width > 1 && stride != 1)
                PushStride(operand);
            Push(register);
            Call((width == 1 ? "Put" : stride == 1 ? "Store" : "Spread") + dtype);
        }

        private void Address(int operand)
        {
            il.Emit(OpCodes.Ldloc, pointers[operand]);
            if (key.Operands[operand].Stride == 0)
                return;
            il.Emit(OpCodes.Ldloc, index);
            PushStride(operand);
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Add);
        }

        private void PushStride(int operand)
        {
            il.Emit(OpCodes.Ldc_I4, key.Operands[operand].Stride * key.Operands[operand].DType.Size());
            il.Emit(OpCodes.Conv_I);
        }

        private void Push(int register) => il.Emit(OpCodes.Ldloc, _registers[register]);

        private void Call(string name) => il.Emit(
            OpCodes.Call, lanes.GetMethod(name, BindingFlags.Public | BindingFlags.Static)
                ?? throw new InvalidOperationException($"{lanes} has no {name}."));
    }

    private sealed record Key(ElementwiseProgram Program, ImmutableArray<RowOperand> Operands)
    {
        public bool Equals(Key? other) => other is not null && Program.Equals(other.Program) && Operands.AsSpan()
            .SequenceEqual(other.Operands.AsSpan());

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(Program);
            foreach (var operand in Operands)
                hash.Add(operand);
            return hash.ToHashCode();
        }
    }
}
