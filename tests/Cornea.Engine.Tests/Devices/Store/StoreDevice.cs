using Cornea.Devices;

namespace Cornea.Tests.Devices.Store;

/// <summary>
/// A device that exists to prove the seam: its values lie in a store of its own, behind handles, and the host cannot address them;
/// they are copied in and out. Its kernels are the reference's.
/// </summary>
internal sealed class StoreDevice() : Device("store")
{
    /// <summary>The one there is: variables keep a memory per device.</summary>
    public static StoreDevice Instance { get; } = new();

    internal override bool UsesHostMemory => false;

    internal override Backend Open(CompileOptions options) => new StoreBackend(this, options);
}
