using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Quantization;

/// <summary>
/// Sums of four products of signed bytes in each lane of 32 bits, added to what the lane holds. All of them give the same sums, exact
/// but for the wrapping of 32 bits; some only for bytes in a range.
/// </summary>
internal interface IByteDot
{
    /// <summary>Whether this machine can do it.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>What every sum with the same bytes a needs of them.</summary>
    static abstract Vector256<byte> Prepare(Vector256<sbyte> a);

    /// <summary>The sums.</summary>
    /// <param name="sum">What the products are added to.</param>
    /// <param name="a">Bytes of the left factor.</param>
    /// <param name="prepared">What <see cref="Prepare"/> made of them.</param>
    /// <param name="b">Bytes of the right factor.</param>
    static abstract Vector256<int> Add(Vector256<int> sum, Vector256<sbyte> a, Vector256<byte> prepared, Vector256<sbyte> b);
}
