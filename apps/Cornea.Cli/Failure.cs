namespace Cornea.Cli;

/// <summary>The exit code and the message of what went wrong.</summary>
internal static class Failure
{
    public static (int Code, string Message) Explain(Exception exception) => exception switch
    {
        CommandException failure => (failure.ExitCode, failure.Message),
        MalformedFileException => (ExitCode.Data, exception.Message),
        MemoryLimitException => (ExitCode.Resource, exception.Message),
        OutOfMemoryException =>
            (ExitCode.Resource,
            "the memory is used up. Use a smaller --batch or fewer samples (--limit), or give the process more memory."),
        UnauthorizedAccessException or IOException => (ExitCode.InputOutput, exception.Message),
        _ => (ExitCode.Unexpected, $"unexpected error: {exception.Message}"),
    };
}
