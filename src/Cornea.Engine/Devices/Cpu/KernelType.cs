namespace Cornea.Devices.Cpu;

/// <summary>The element types that the CPU's kernels compute in. Others are only loaded, stored and copied.</summary>
internal enum KernelType
{
    Bool, Int32, Int64, Float32, Float64,
}
