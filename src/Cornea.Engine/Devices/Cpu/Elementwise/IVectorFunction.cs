namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>A function of up to four vectors that a loop over blocks is closed with; it does not look at the operands it has not.</summary>
/// <typeparam name="V">The vector.</typeparam>
internal interface IVectorFunction<V>
    where V : struct
{
    /// <summary>Operands it has.</summary>
    static abstract int Operands { get; }

    /// <summary>Whether two vectors at a time fit in the registers.</summary>
    static abstract bool IsShort { get; }

    /// <summary>Its value.</summary>
    static abstract V Of(V a, V b, V c, V d);
}
