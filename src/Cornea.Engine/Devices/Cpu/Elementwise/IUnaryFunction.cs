namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>A function of one vector.</summary>
/// <typeparam name="V">The vector.</typeparam>
internal interface IUnaryFunction<V>
    where V : struct
{
    /// <summary>Its value.</summary>
    static abstract V Of(V x);
}
