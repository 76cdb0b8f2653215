using Cornea.Distribution;

namespace Cornea.Cli;

/// <summary>The exit code and the message of what went wrong.</summary>
internal static class Failure
{
    /// <summary>Lets the library work with what a command was given, and says in the tool's exit codes what it refuses.</summary>
    /// <param name="work">The work.</param>
    /// <param name="arguments">The code of an argument that is refused: <see cref="ExitCode.Usage"/> where arguments come from the command
    /// line alone, <see cref="ExitCode.Data"/> where they come from the files that it names. Shapes come from files always.</param>
    /// <exception cref="CommandException">The library refuses it.</exception>
    public static T Translated<T>(Func<T> work, int arguments)
    {
        try
        {
            return work();
        }
        catch (ArgumentException exception) when (exception is not ShapeException)
        {
            throw new CommandException(arguments, exception.Message, exception);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
        {
            throw new CommandException(ExitCode.Data, exception.Message, exception);
        }
    }

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
