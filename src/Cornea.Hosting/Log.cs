using Microsoft.Extensions.Logging;

namespace Cornea.Hosting;

/// <summary>What is logged.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Model '{Model}' answers with version {Version}, ready after {Milliseconds:0} ms")]
    public static partial void Live(ILogger logger, string model, string version, double milliseconds);

    [LoggerMessage(2, LogLevel.Error, "Model '{Model}' could not be loaded from '{Path}'; it is looked at again when it changes")]
    public static partial void NotLoaded(ILogger logger, string model, string path, Exception problem);

    [LoggerMessage(3, LogLevel.Error, "The changed file '{Path}' of model '{Model}' cannot be used; version {Version} goes on answering")]
    public static partial void NotReplaced(ILogger logger, string model, string path, string version, Exception problem);

    [LoggerMessage(4, LogLevel.Information, "Model '{Model}' answers what waits and ends")]
    public static partial void Ending(ILogger logger, string model);
}
