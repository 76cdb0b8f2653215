namespace Cornea.Compilation;

/// <summary>Reading one tensor: its little graph is compiled, run once and forgotten.</summary>
internal static class Evaluation
{
    public static HostMemory Run(Tensor tensor)
    {
        var function = new CompiledFunction([], [tensor]);
        function.Run();
        return function.OutputMemory(0);
    }
}
