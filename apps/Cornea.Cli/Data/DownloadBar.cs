using System.Globalization;

namespace Cornea.Cli.Data;

/// <summary>Tells of a download: a line that is rewritten where a person watches, else a line for each quarter.</summary>
/// <param name="log">Where to write.</param>
/// <param name="name">What is downloaded.</param>
internal sealed class DownloadBar(TextWriter log, string name) : IProgress<DownloadProgress>
{
    private readonly bool _rewrites = TextTerminal.ForStandardError().Interactive;
    private int _told = -1;

    public void Report(DownloadProgress value)
    {
        var part = value.Length > 0 ? (int)(100 * value.Received / value.Length) : 0;
        var step = _rewrites ? part : part / 25;
        if (step == _told)
            return;
        _told = step;
        var line = string.Create(CultureInfo.InvariantCulture,
            $"Downloading {name}: {part} % of {value.Length / 1048576.0:F1} MiB");
        if (!_rewrites)
            log.WriteLine(line);
        else
            log.Write($"\r{line}{(part == 100 ? "\n" : "")}");
    }
}
