using Cornea.Graph;

namespace Cornea.Compilation;

/// <summary>Reading one tensor: its little graph is compiled, run once and forgotten.</summary>
internal static class Evaluation
{
    public static HostMemory Run(Tensor tensor)
    {
        if (tensor.Type.Bytes <= int.MaxValue && ScalarValue.Of(tensor) is { } scalar)
            return Repeated(scalar.Known!, tensor.Type);
        var function = new CompiledFunction([], [tensor]);
        function.Run();
        return function.OutputMemory(0);
    }

    // One number everywhere needs no kernel. Zeros are not even written.
    private static HostMemory Repeated(HostMemory scalar, TensorType type)
    {
        var number = scalar.Bytes;
        var isZero = !number.ContainsAnyExcept((byte)0);
        var memory = new HostMemory(type, cleared: isZero);
        if (!isZero)
        {
            // Twice as many each time.
            var target = memory.Bytes;
            number.CopyTo(target);
            for (var done = number.Length; done < target.Length; done *= 2)
                target[..Math.Min(done, target.Length - done)].CopyTo(target[done..]);
        }
        return memory;
    }
}
