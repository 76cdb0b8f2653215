using Cornea.Distribution;

namespace Cornea.Cli;

/// <summary>The exit code and the message of what went wrong.</summary>
internal static class Failure
{
    public static (int Code, string Message) Explain(Exception exception) => exception switch
    {
        CommandException failure => (failure.ExitCode, PlainWords.Of(failure.Message)),
        MalformedFileException or InvalidDataException or ShapeException or PlatformNotSupportedException =>
            (ExitCode.Data, PlainWords.Of(exception.Message)),
        ConfigException or OnnxException => (ExitCode.Data, $"cannot make the network: {PlainWords.Of(exception.Message)}"),
        // The checkpoint is of another training: the message has the list of differences.
        InvalidOperationException when exception.Message.StartsWith("BackupAndRestore", StringComparison.Ordinal) =>
            (ExitCode.Data, PlainWords.Of(exception.Message)),
        CollectiveException => (ExitCode.Processes, PlainWords.Of(exception.Message)),
        MemoryLimitException => (ExitCode.Resource, PlainWords.Of(exception.Message)),
        OutOfMemoryException =>
            (ExitCode.Resource,
            "the memory is used up. Use a smaller --batch or fewer samples (--limit), or give the process more memory."),
        UnauthorizedAccessException or IOException => (ExitCode.InputOutput, PlainWords.Of(exception.Message)),
        _ => (ExitCode.Unexpected, $"unexpected error: {exception.Message}"),
    };
}
