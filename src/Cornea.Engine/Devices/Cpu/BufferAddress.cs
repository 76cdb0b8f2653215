using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu;

/// <summary>Where the elements of a buffer lie, for kernels that work in the host's memory.</summary>
internal static unsafe class BufferAddress
{
    extension(BufferSlot buffer)
    {
        /// <summary>The address of the first element.</summary>
        public byte* Address => ((HostMemory)buffer.Memory!).Address + buffer.Offset;
    }
}
