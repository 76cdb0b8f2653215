namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>A function of two vectors.</summary>
/// <typeparam name="V">The vector.</typeparam>
internal interface IBinaryFunction<V>
    where V : struct
{
    /// <summary>Its value.</summary>
    static abstract V Of(V a, V b);
}
