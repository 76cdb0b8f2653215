namespace Cornea.Hosting;

/// <summary>A request came before a model was loaded and warm.</summary>
public sealed class ModelNotReadyException : InvalidOperationException
{
    internal ModelNotReadyException(string name, string? problem)
        : base($"Model '{name}' is not ready yet{(problem is null ? "" : $": {problem}")}. " +
            "Try again soon; its health check says when it is.")
    {
    }
}
