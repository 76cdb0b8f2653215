using System.Globalization;

namespace Cornea;

/// <summary>
/// A brain floating-point number: the upper 16 bits of a float, that is sign, 8 bits of exponent and 7 of fraction. The C# type
/// of <see cref="DType.BFloat16"/>; calculations are made in float.
/// </summary>
public readonly struct BFloat16 : IEquatable<BFloat16>, IComparable<BFloat16>
{
    private readonly ushort _bits;

    private BFloat16(ushort bits) => _bits = bits;

    /// <summary>The number with some bits.</summary>
    /// <param name="bits">Sign, exponent and fraction, from the highest bit.</param>
    public static BFloat16 FromBits(ushort bits) => new(bits);

    /// <summary>The bits: sign, exponent and fraction, from the highest bit.</summary>
    /// <param name="value">The number.</param>
    public static ushort ToBits(BFloat16 value) => value._bits;

    /// <summary>The same number as a float, exactly.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value._bits << 16);

    /// <summary>The same number as a double, exactly.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator double(BFloat16 value) => (float)value;

    /// <summary>The nearest number; of two equally near ones the one with an even last bit. Too large ones become infinite.</summary>
    /// <param name="value">A float.</param>
    public static explicit operator BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        // A NaN stays one: its quiet bit is set, as rounding could carry its fraction into an infinity.
        return new((ushort)(float.IsNaN(value) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>The nearest number; of two equally near ones the one with an even last bit. Too large ones become infinite.</summary>
    /// <param name="value">A double.</param>
    public static explicit operator BFloat16(double value)
    {
        var single = (float)value;
        // Rounding twice could take a number that is just beside a midpoint for the midpoint. An inexact float is therefore given
        // an odd last bit, towards the double: then it is no midpoint and lies on the double's side of the next one.
        if ((double)single != value && float.IsFinite(single) && (BitConverter.SingleToUInt32Bits(single) & 1) == 0)
            single = single < value ? MathF.BitIncrement(single) : MathF.BitDecrement(single);
        return (BFloat16)single;
    }

    /// <summary>Whether both are the same number; NaN equals NaN here.</summary>
    /// <param name="other">The other number.</param>
    public bool Equals(BFloat16 other) => ((float)this).Equals((float)other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ((float)this).GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(BFloat16 other) => ((float)this).CompareTo((float)other);

    /// <summary>The number as a float would be written.</summary>
    public override string ToString() => ((float)this).ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether both are the same number; NaN is none.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A number.</param>
    public static bool operator ==(BFloat16 a, BFloat16 b) => (float)a == (float)b;

    /// <summary>Whether they differ.</summary>
    /// <param name="a">A number.</param>
    /// <param name="b">A number.</param>
    public static bool operator !=(BFloat16 a, BFloat16 b) => (float)a != (float)b;
}
