using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu;

/// <summary>The choice of a kernel by element type.</summary>
internal static class KernelTypes
{
    /// <summary>The type in which kernels compute with an element type.</summary>
    /// <exception cref="InvalidOperationException">They do not: the pass that widens types should have cast the operands.</exception>
    public static KernelType ForKernels(this DType dtype) => dtype switch
    {
        DType.Bool => KernelType.Bool,
        DType.Int32 => KernelType.Int32,
        DType.Int64 => KernelType.Int64,
        DType.Float32 => KernelType.Float32,
        DType.Float64 => KernelType.Float64,
        DType.UInt8 or DType.Int8 or DType.UInt16 or DType.Int16 or DType.UInt32 or DType.BFloat16 or DType.Float16 =>
            throw new InvalidOperationException(
            $"No CPU kernel computes in {dtype.Name()}: a {nameof(Compilation.Passes.Widen)} pass casts its operands."),
    };

    /// <summary>The type in which products and convolutions hold what they read: they widen numbers of 16 bits themselves.</summary>
    public static DType InRegisters(this DType dtype) => dtype.IsShortFloat() ? DType.Float32 : dtype;

    /// <summary>The kernel of one of the floating types.</summary>
    /// <param name="spec">What it computes.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="single">Makes the kernel for float32.</param>
    /// <param name="double">Makes the kernel for float64.</param>
    public static Kernel Floating(KernelSpec spec, DType dtype, Func<Kernel> single, Func<Kernel> @double) => dtype.ForKernels() switch
    {
        KernelType.Float32 => single(),
        KernelType.Float64 => @double(),
        KernelType.Bool or KernelType.Int32 or KernelType.Int64 =>
            throw new NotSupportedException($"{spec.Name} has no CPU kernel for {dtype.Name()}. Cast the operands to a floating type."),
    };
}
