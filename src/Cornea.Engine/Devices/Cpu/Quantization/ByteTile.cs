using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>Sums of products of signed bytes for up to four rows and sixteen columns.</summary>
internal abstract unsafe class ByteTile
{
    /// <summary>The most rows of a tile.</summary>
    public const int Rows = 4;

    /// <summary>The columns of a tile: those of one panel.</summary>
    public const int Columns = 16;

    /// <summary>Bytes along k that lie side by side, in rows and in panels.</summary>
    public const int Quad = 4;

    private static readonly ByteTile OfAll = SignedVnniInt8Dot.IsSupported ? new ByteTile<SignedVnniInt8Dot>()
        : ArmDot.IsSupported ? new ByteTile<ArmDot>() : new ByteTile<WideDot>();

    private static readonly ByteTile OfSigned = SignedVnniInt8Dot.IsSupported ? OfAll
        : SignedVnniDot.IsSupported ? new ByteTile<SignedVnniDot>() : SignedDot.IsSupported ? new ByteTile<SignedDot>() : OfAll;

    private static readonly ByteTile OfNonNegative = SignedVnniInt8Dot.IsSupported ? OfAll
        : NonNegativeVnniDot.IsSupported ? new ByteTile<NonNegativeVnniDot>()
        : NonNegativeDot.IsSupported ? new ByteTile<NonNegativeDot>() : OfAll;

    /// <summary>The fastest code of this machine for bytes in certain ranges. All codes give the same sums.</summary>
    /// <param name="isNonNegative">Whether no byte on the left is negative.</param>
    /// <param name="hasLeast">Whether a byte on the right is -128.</param>
    public static ByteTile Best(bool isNonNegative, bool hasLeast) => hasLeast ? OfAll : isNonNegative ? OfNonNegative : OfSigned;

    /// <summary>Whether some bytes have no negative one among them.</summary>
    /// <param name="first">The first byte of the first row.</param>
    /// <param name="step">Bytes from one row to the next.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="length">Bytes of a row.</param>
    public static bool IsNonNegative(sbyte* first, nint step, int rows, int length)
    {
        var signs = Vector256<sbyte>.Zero;
        byte rest = 0;
        for (var row = 0; row < rows; row++)
        {
            var at = first + row * step;
            var i = 0;
            for (; i <= length - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
                signs |= Vector256.Load(at + i);
            for (; i < length; i++)
                rest |= (byte)at[i];
        }
        return rest <= sbyte.MaxValue && signs.ExtractMostSignificantBits() == 0;
    }

    /// <summary>Computes rows of sums of sixteen columns.</summary>
    /// <param name="rows">Rows, 1 to <see cref="Rows"/>.</param>
    /// <param name="quads">Fours of bytes along k.</param>
    /// <param name="a">The first byte of the first row.</param>
    /// <param name="aStep">Bytes from one row to the next.</param>
    /// <param name="b">The panel: for each four of k, four bytes of each of sixteen columns.</param>
    /// <param name="c">The first sum.</param>
    /// <param name="cStep">Sums from one row to the next.</param>
    /// <param name="accumulates">Whether products are added to the sums that are there.</param>
    public abstract void Multiply(int rows, int quads, sbyte* a, nint aStep, sbyte* b, int* c, nint cStep, bool accumulates);
}
