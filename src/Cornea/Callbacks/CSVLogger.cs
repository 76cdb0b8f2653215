using System.Globalization;
using System.Text;

namespace Cornea.Callbacks;

/// <summary>Writes the metrics of each epoch as a line of a table. Keras: <c>keras.callbacks.CSVLogger</c>.</summary>
/// <remarks>The first column is the epoch, the others are in alphabetical order. Source: Keras, <c>callbacks/csv_logger.py</c>.</remarks>
public sealed class CSVLogger : Callback
{
    private IReadOnlyList<string>? _names;
    private StreamWriter? _writer;

    /// <summary>Makes the callback.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What stands between columns.</param>
    /// <param name="append">Whether lines are put behind those of a file that is there.</param>
    public CSVLogger(string path, string separator = ",", bool append = false)
    {
        Path = path;
        Separator = separator;
        Append = append;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What stands between columns.</summary>
    public string Separator { get; }

    /// <summary>Whether lines are put behind those of a file that is there.</summary>
    public bool Append { get; }

    /// <inheritdoc/>
    public override bool OnFirstProcessAlone => true;

    /// <inheritdoc/>
    public override void OnTrainBegin()
    {
        _names = Append && File.Exists(Path) && File.ReadLines(Path).FirstOrDefault() is { Length: > 0 } head ? head.Split(Separator)[1..]
            : null;
        _writer = new StreamWriter(Path, Append, new UTF8Encoding(false)) { NewLine = "\n" };
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        if (_writer is not { } writer)
            return;
        if (_names is null)
        {
            _names = [.. logs.Names.Order(StringComparer.Ordinal)];
            writer.WriteLine(string.Join(Separator, ["epoch", .. _names]));
        }
        var values = _names.Select(name => logs.Find(name)?.ToString("R", CultureInfo.InvariantCulture) ?? "NA");
        writer.WriteLine(string.Join(Separator, [epoch.ToString(CultureInfo.InvariantCulture), .. values]));
        writer.Flush();
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs logs)
    {
        _writer?.Dispose();
        _writer = null;
    }
}
