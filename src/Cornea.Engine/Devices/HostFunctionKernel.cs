using Cornea.Compilation.Kernels;

namespace Cornea.Devices;

/// <summary>Calls a function of the host with copies of what it reads, on any device.</summary>
/// <param name="spec">The spec.</param>
internal sealed class HostFunctionKernel(HostFunctionSpec spec) : Kernel(spec)
{
    public override void Run()
    {
        var target = spec.Writes[0];
        var found = spec.Function.Call(spec.Reads.Select(Copy));
        target.Buffer.Memory!.Write(Start(target), found.Bytes);
    }

    private HostMemory Copy(BufferView view, int input)
    {
        var copy = new HostMemory(new TensorType(spec.Shapes[input], view.DType), cleared: false);
        view.Buffer.Memory!.Read(Start(view), copy.Bytes);
        return copy;
    }

    private static long Start(BufferView view) => view.Buffer.Offset + (long)view.Offset * view.DType.Size();
}
