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
    public const int Resource = 7;

    /// <summary>128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 and the number of SIGTERM.</summary>
    public const int Terminated = 143;
}
