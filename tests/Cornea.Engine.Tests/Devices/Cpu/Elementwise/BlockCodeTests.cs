using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;
using Cornea.Graph.Ops;
using Shouldly;
using Random = System.Random;

namespace Cornea.Tests.Devices.Cpu.Elementwise;

/// <summary>Code by blocks gives the bits of emitted code and of the interpreter of single elements, for any program of float32, bool
/// and numbers of 16 bits.</summary>
public sealed unsafe class BlockCodeTests
{
    private static readonly int[] Counts = [1, 7, 8, 16, 31, 64, 129, 1000, 1024, 3001];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_program_gives_the_bits_of_the_other_codes(int seed)
    {
        var random = new Random(seed);
        var (program, operands) = AnyProgram(random);
        FloatPrograms.Fits(program, operands).ShouldBeTrue();
        using var codes = new Codes(program, operands);
        foreach (var count in Counts)
            codes.ShouldAgree(random, count, inPlace: -1);
    }

    // An optimizer's step writes over its operands: no element may be read after another result has taken its place.
    [Fact]
    public void A_result_in_the_place_of_an_operand_gives_the_same_bits()
    {
        Instruction[] instructions =
        [
            new LoadInstruction(0, DType.Float32), new LoadInstruction(1, DType.Float32),
            new NumberInstruction(0.9, DType.Float32), new NumberInstruction(0.1, DType.Float32),
            Binary(BinaryKind.Multiply, 0, 2), Binary(BinaryKind.Multiply, 1, 1), Binary(BinaryKind.Multiply, 5, 3),
            Binary(BinaryKind.Add, 4, 6), // into the place of operand 0
            Binary(BinaryKind.Multiply, 0, 1), // which is read once more
            Binary(BinaryKind.Subtract, 8, 7),
        ];
        var program = new ElementwiseProgram([.. instructions], [7, 9]);
        var float32 = new RowOperand(DType.Float32, 1);
        using var codes = new Codes(program, [float32, float32, float32, float32]);
        foreach (var count in Counts)
            codes.ShouldAgree(new Random(count), count, inPlace: 0);
    }

    // Every float16 there is, and float32 on, beside and between all of them, against C#'s own conversions.
    [Theory]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void Numbers_of_16_bits_are_rounded_as_CSharp_rounds_them(DType dtype)
    {
        var all = 1 << 16;
        float Number(int bits) => dtype == DType.Float16
            ? (float)BitConverter.UInt16BitsToHalf((ushort)bits) : BFloat16.FromBits((ushort)bits);
        ushort Rounded(float x) => dtype == DType.Float16 ? BitConverter.HalfToUInt16Bits((Half)x) : BFloat16.ToBits((BFloat16)x);
        // Powers of two and three halves of them up to the largest, either sign: most lie beyond float16.
        List<float> given =
            [.. Enumerable.Range(-149, 277).SelectMany(power => (float[])[MathF.ScaleB(1, power), -MathF.ScaleB(1.5f, power)])];
        given.AddRange([65504, 65519.996f, 65520, -65520, 1e5f, -1e10f, float.MaxValue]);
        for (var bits = 0; bits < all; bits++)
        {
            var x = Number(bits);
            var middle = (float)((x + (double)Number((bits + 1) % all)) / 2);
            foreach (var value in (ReadOnlySpan<float>)[x, middle])
                given.AddRange([value, MathF.BitIncrement(value), MathF.BitDecrement(value)]);
        }
        var program = new ElementwiseProgram(
            [
                new LoadInstruction(0, DType.Float32), new CastInstruction(0, DType.Float32, dtype), new LoadInstruction(1, dtype),
                new CastInstruction(2, dtype, DType.Float32),
            ],
            [1, 3]);
        RowOperand[] rows = [new(DType.Float32, 1), new(dtype, 1), new(dtype, 1), new(DType.Float32, 1)];
        FloatPrograms.Fits(program, rows).ShouldBeTrue();
        var source = given.ToArray();
        ushort[] bits16 = [.. Enumerable.Range(0, source.Length).Select(i => (ushort)i)];
        List<ElementwiseCode> codes = [new BlockCode(program, rows, 1)];
        if (Vector256.IsHardwareAccelerated)
            codes.Add(new EmittedCode(program, rows));
        var operands = stackalloc byte*[4];
        foreach (var code in codes)
        {
            var (narrow, wide) = (new ushort[source.Length], new float[source.Length]);
            fixed (void* a = source, b = bits16, c = narrow, d = wide)
            {
                operands[0] = (byte*)a;
                operands[1] = (byte*)b;
                operands[2] = (byte*)c;
                operands[3] = (byte*)d;
                code.Run(operands, source.Length, 0);
            }
            for (var i = 0; i < source.Length; i++)
            {
                if (float.IsNaN(source[i]))
                    float.IsNaN(Number(narrow[i])).ShouldBeTrue();
                else if (narrow[i] != Rounded(source[i]))
                    narrow[i].ShouldBe(Rounded(source[i]), $"{source[i]:R}");
                if (BitConverter.SingleToInt32Bits(wide[i]) != BitConverter.SingleToInt32Bits(Number(bits16[i])))
                    (float.IsNaN(wide[i]) && float.IsNaN(Number(bits16[i]))).ShouldBeTrue($"{bits16[i]:X4}");
            }
        }
    }

    private static BinaryInstruction Binary(BinaryKind kind, int a, int b) => new(kind, a, b, DType.Float32, DType.Float32);

    // Loads of every type and stride, then steps on any registers before, then one to three results.
    private static (ElementwiseProgram Program, RowOperand[] Operands) AnyProgram(Random random)
    {
        int[] strides = [0, 1, 1, 1, 3];
        var instructions = new List<Instruction>();
        var operands = new List<RowOperand>();
        int Operand(DType dtype)
        {
            operands.Add(new RowOperand(dtype, strides[random.Next(strides.Length)]));
            return operands.Count - 1;
        }
        instructions.Add(new LoadInstruction(Operand(DType.Float32), DType.Float32));
        instructions.Add(new LoadInstruction(Operand(DType.Float32), DType.Float32));
        instructions.Add(new NumberInstruction(random.Next(4) == 0 ? 0 : random.NextSingle(), DType.Float32));
        instructions.Add(new LoadInstruction(Operand(DType.Bool), DType.Bool));
        DType[] integers = [DType.UInt8, DType.Int32];
        var integer = integers[random.Next(2)];
        instructions.Add(new LoadInstruction(Operand(integer), integer));
        instructions.Add(new CastInstruction(4, integer, DType.Float32));
        DType[] shorts = [DType.BFloat16, DType.Float16];
        var narrow = shorts[random.Next(2)];
        instructions.Add(new LoadInstruction(Operand(narrow), narrow));
        instructions.Add(new CastInstruction(6, narrow, DType.Float32));
        var unary = Enum.GetValues<UnaryKind>().Where(kind => kind != UnaryKind.StopGradient).ToArray();
        var binary = Enum.GetValues<BinaryKind>();
        int Any(DType dtype)
        {
            int[] fitting = [.. Enumerable.Range(0, instructions.Count).Where(i => instructions[i].DType == dtype)];
            return fitting[random.Next(fitting.Length)];
        }
        // Through int8 and back, of any number in its range and of NaN.
        var bytes = new List<int>();
        void PassThroughInt8(int x)
        {
            var at = instructions.Count;
            instructions.AddRange(
            [
                new NumberInstruction(-127, DType.Float32), new NumberInstruction(random.Next(128), DType.Float32),
                Binary(BinaryKind.Maximum, x, at), Binary(BinaryKind.Minimum, at + 2, at + 1),
                new CastInstruction(at + 3, DType.Float32, DType.Int8), new CastInstruction(at + 4, DType.Int8, DType.Float32),
            ]);
            bytes.Add(at + 4);
        }
        // Rounded to 16 bits of either type, perhaps once more to the other, and back.
        void Round(int x)
        {
            var from = instructions[x].DType;
            var to = shorts[random.Next(2)];
            instructions.Add(new CastInstruction(x, from, to));
            instructions.Add(new CastInstruction(instructions.Count - 1, to, DType.Float32));
        }
        for (var step = random.Next(3, 18); step > 0; step--)
        {
            if (random.Next(4) == 0)
            {
                int[] fitting = [.. Enumerable.Range(0, instructions.Count)
                    .Where(i => instructions[i].DType is DType.Float32 or DType.Bool or DType.BFloat16 or DType.Float16)];
                Round(fitting[random.Next(fitting.Length)]);
                continue;
            }
            if (random.Next(6) == 0)
            {
                PassThroughInt8(Any(DType.Float32));
                continue;
            }
            var kind = binary[random.Next(binary.Length)];
            var function = unary[random.Next(unary.Length)];
            var isTruth = kind is BinaryKind.And or BinaryKind.Or or BinaryKind.Xor;
            var isAsked = isTruth || kind is BinaryKind.Equal or BinaryKind.NotEqual or BinaryKind.Less or BinaryKind.LessEqual;
            var operand = isTruth ? DType.Bool : DType.Float32;
            var of = function == UnaryKind.Not ? DType.Bool : DType.Float32;
            instructions.Add(random.Next(6) switch
            {
                0 => new UnaryInstruction(
                    function, Any(of), function is UnaryKind.Not or UnaryKind.IsNaN or UnaryKind.IsInfinite ? DType.Bool : DType.Float32),
                1 => new SelectInstruction(Any(DType.Bool), Any(DType.Float32), Any(DType.Float32), DType.Float32),
                2 => new CastInstruction(Any(DType.Bool), DType.Bool, DType.Float32),
                3 => new BinaryInstruction(kind, Any(operand), Any(operand), operand, isAsked ? DType.Bool : DType.Float32),
                _ => Binary((BinaryKind)random.Next(4), Any(DType.Float32), Any(DType.Float32)),
            });
        }
        int[] results = [instructions.Count - 1, .. Enumerable.Range(0, random.Next(3)).Select(_ => Any(
            random.Next(4) switch { 0 => DType.Bool, 1 => narrow, _ => DType.Float32 })), .. bytes.Take(1)];
        foreach (var result in results)
            operands.Add(new RowOperand(instructions[result].DType, random.Next(4) == 0 ? 2 : 1));
        return (new ElementwiseProgram([.. instructions], [.. results]), [.. operands]);
    }

    private sealed class Codes : IDisposable
    {
        private const int Longest = 3 * 3001 + 64;

        private readonly ElementwiseProgram _program;
        private readonly RowOperand[] _operands;
        private readonly List<(string Name, ElementwiseCode Code)> _codes = [];
        private readonly byte*[] _memory;

        public Codes(ElementwiseProgram program, RowOperand[] operands)
        {
            (_program, _operands) = (program, operands);
            _codes.Add(("interpreted", new InterpretedCode(program, operands, 2)));
            _codes.Add(("blocks", new BlockCode(program, operands, 2)));
            if (Vector256.IsHardwareAccelerated)
                _codes.Add(("emitted", new EmittedCode(program, operands)));
            _memory = new byte*[operands.Length];
            for (var k = 0; k < operands.Length; k++)
                _memory[k] = (byte*)NativeMemory.AlignedAlloc(Longest * sizeof(float), 64);
        }

        public void Dispose()
        {
            foreach (var memory in _memory)
                NativeMemory.AlignedFree(memory);
        }

        public void ShouldAgree(Random random, int count, int inPlace)
        {
            var loads = _operands.Length - _program.Results.Length;
            var values = new byte[loads][];
            for (var k = 0; k < loads; k++)
                values[k] = Values(random, _operands[k].DType);
            byte[][]? expected = null;
            var operands = stackalloc byte*[_operands.Length];
            foreach (var (name, code) in _codes)
            {
                for (var k = 0; k < _operands.Length; k++)
                {
                    operands[k] = _memory[k];
                    var memory = new Span<byte>(_memory[k], Longest * sizeof(float));
                    memory.Fill(0xA5);
                    if (k < loads)
                        values[k].CopyTo(memory);
                }
                if (inPlace >= 0)
                    operands[loads] = operands[inPlace];
                code.Run(operands, count, worker: 1);
                byte[][] got = [.. Enumerable.Range(loads, _program.Results.Length).Select(k => Bytes(operands[k]))];
                expected ??= got;
                for (var i = 0; i < got.Length; i++)
                {
                    Same(expected[i], got[i], _operands[loads + i].DType).ShouldBeTrue(
                        $"{name}, {count} elements, result {i} of {_program}");
                }
            }
        }

        private static byte[] Bytes(byte* first) => new ReadOnlySpan<byte>(first, Longest * sizeof(float)).ToArray();

        // Which NaN comes out of several is the order in which a processor looks at its operands: any of them will do.
        private static bool Same(byte[] expected, byte[] got, DType dtype)
        {
            if (dtype == DType.BFloat16)
                return SameShorts(expected, got, bits => float.IsNaN(BFloat16.FromBits(bits)));
            if (dtype == DType.Float16)
                return SameShorts(expected, got, bits => Half.IsNaN(BitConverter.UInt16BitsToHalf(bits)));
            if (dtype != DType.Float32)
                return expected.AsSpan().SequenceEqual(got);
            var a = MemoryMarshal.Cast<byte, float>(expected);
            var b = MemoryMarshal.Cast<byte, float>(got);
            for (var i = 0; i < a.Length; i++)
            {
                var isSame = BitConverter.SingleToInt32Bits(a[i]) == BitConverter.SingleToInt32Bits(b[i]);
                if (!isSame && !(float.IsNaN(a[i]) && float.IsNaN(b[i])))
                    return false;
            }
            return true;
        }

        private static bool SameShorts(byte[] expected, byte[] got, Func<ushort, bool> isNaN)
        {
            var a = MemoryMarshal.Cast<byte, ushort>(expected);
            var b = MemoryMarshal.Cast<byte, ushort>(got);
            for (var i = 0; i < a.Length; i++)
            {
                if (a[i] != b[i] && !(isNaN(a[i]) && isNaN(b[i])))
                    return false;
            }
            return true;
        }

        private static byte[] Values(Random random, DType dtype)
        {
            float[] special = [0, -0f, 1, -1, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e-40f, 88, -104, 0.5f];
            var values = new byte[Longest * sizeof(float)];
            random.NextBytes(values);
            for (var i = 0; i < values.Length && dtype == DType.Bool; i++)
                values[i] &= 1;
            var floats = MemoryMarshal.Cast<byte, float>(values.AsSpan());
            for (var i = 0; i < floats.Length && dtype == DType.Float32; i++)
                floats[i] = random.Next(10) == 0 ? special[random.Next(special.Length)] : (random.NextSingle() - 0.5f) * 8;
            return values;
        }
    }
}
