namespace Cornea.Distribution;

/// <summary>How MPI is used.</summary>
public sealed record MpiOptions
{
    /// <summary>How long an operation waits for the other processes before it names those that do not answer; 5 minutes unless set. It has
    /// to be longer than the longest step, validation or file that one process alone writes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The MPI library's file; where null the environment variable <c>CORNEA_MPI_LIBRARY</c>, or what the launcher and the system
    /// suggest.</summary>
    public string? Library { get; init; }
}
