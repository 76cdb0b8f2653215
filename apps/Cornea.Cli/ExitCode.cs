namespace Cornea.Cli;

/// <summary>What the tool tells the program that started it.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Unexpected = 1;
    public const int Usage = 2;
    public const int Data = 3;
    public const int InputOutput = 4;
    public const int Numeric = 5;
    public const int CheckFailed = 6;
    public const int Resource = 7;

    public const int Processes = 8;

    /// <summary>128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 and the number of SIGTERM.</summary>
    public const int Terminated = 143;

    /// <summary>All of them, and what they mean.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Success, "done"), (Unexpected, "unexpected error"), (Usage, "wrong usage"), (Data, "bad data or file"),
        (InputOutput, "input or output failed"), (Numeric, "the loss is not a number"), (CheckFailed, "a check failed"),
        (Resource, "over the memory limit"), (Processes, "another process is gone or hangs"),
        (Interrupted, "Ctrl-C"), (Terminated, "terminated"),
    ];
}
