using Cornea.Devices;
using Cornea.Graph.Ops;

namespace Cornea.Compilation;

/// <summary>Reading one tensor: its little graph is compiled, run once and forgotten.</summary>
internal static class Evaluation
{
    public static HostMemory Run(Tensor tensor)
    {
        var function = new CompiledFunction([], [tensor]);
        function.Run();
        return function.OutputCopy(0);
    }

    public static InvalidOperationException NoValue(Input input) => new(
        $"This tensor depends on the input '{input.Label}' ({input.Type}), which has no value outside a compiled function. " +
        "Compile a function with that input, or compute with a tensor that has values.");
}
