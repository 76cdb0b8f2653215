namespace Cornea.Devices.Reference;

/// <summary>Plain loops in the host's memory.</summary>
internal sealed class ReferenceDevice() : Device("reference")
{
    internal override Backend Open(CompileOptions options) => new ReferenceKernelBackend(this, options);
}
