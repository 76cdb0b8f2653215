namespace Cornea.Serving;

/// <summary>A request was still waiting at its deadline; it was not computed.</summary>
public sealed class DeadlineExceededException : TimeoutException
{
    internal DeadlineExceededException(string model, TimeSpan limit)
        : base($"A request to model '{model}' was still waiting after its {limit.TotalMilliseconds:0.###} ms, so it was not computed. " +
            "Give requests more time, or the server fewer of them.")
    {
    }
}
