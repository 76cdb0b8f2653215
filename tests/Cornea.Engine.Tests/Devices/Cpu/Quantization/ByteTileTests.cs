using Cornea.Devices.Cpu.Quantization;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Quantization;

public sealed unsafe class ByteTileTests
{
    private const int Quads = 9;
    private const int Depth = Quads * ByteTile.Quad;

    [Fact]
    public void Every_way_of_multiplying_gives_the_same_sums()
    {
        Check<WideDot>(-128, 127, -128, 127);
        Check<SignedVnniInt8Dot>(-128, 127, -128, 127);
        Check<ArmDot>(-128, 127, -128, 127);
        Check<SignedDot>(-128, 127, -127, 127);
        Check<SignedVnniDot>(-128, 127, -127, 127);
        Check<NonNegativeDot>(0, 127, -127, 127);
        Check<NonNegativeVnniDot>(0, 127, -127, 127);
    }

    [Fact]
    public void The_largest_bytes_do_not_saturate()
    {
        Check<WideDot>(-128, -128, -128, -128);
        Check<SignedDot>(-128, -128, -127, -127);
        Check<SignedDot>(127, 127, 127, 127);
        Check<NonNegativeDot>(127, 127, -127, -127);
        Check<NonNegativeDot>(127, 127, 127, 127);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(33, false)]
    [InlineData(69, false)]
    public void One_negative_byte_anywhere_is_seen(int at, bool isNonNegative)
    {
        var bytes = new sbyte[70];
        if (at > 0)
            bytes[at] = -1;
        fixed (sbyte* first = bytes)
            ByteTile.IsNonNegative(first, 35, 2, 35).ShouldBe(isNonNegative);
    }

    private static void Check<D>(int leastA, int mostA, int leastB, int mostB)
        where D : struct, IByteDot
    {
        if (!D.IsSupported)
            return;
        var random = new System.Random(5);
        var (a, b) = (new sbyte[ByteTile.Rows * Depth], new sbyte[Depth * ByteTile.Columns]);
        foreach (ref var value in a.AsSpan())
            value = (sbyte)random.Next(leastA, mostA + 1);
        foreach (ref var value in b.AsSpan())
            value = (sbyte)random.Next(leastB, mostB + 1);
        for (var rows = 1; rows <= ByteTile.Rows; rows++)
        {
            foreach (var start in (int[])[0, 1000])
            {
                var sums = new int[ByteTile.Rows * ByteTile.Columns];
                Array.Fill(sums, start);
                fixed (sbyte* left = a)
                fixed (sbyte* right = b)
                fixed (int* c = sums)
                    new ByteTile<D>().Multiply(rows, Quads, left, Depth, right, c, ByteTile.Columns, start > 0);
                for (var i = 0; i < rows * ByteTile.Columns; i++)
                {
                    var (row, column) = (i / ByteTile.Columns, i % ByteTile.Columns);
                    var expected = start;
                    for (var k = 0; k < Depth; k++)
                        expected += a[row * Depth + k] * b[(k / 4 * ByteTile.Columns + column) * 4 + k % 4];
                    sums[i].ShouldBe(expected, $"{typeof(D).Name}, {rows} rows, element {i}");
                }
            }
        }
    }
}
