using System.Globalization;
using System.Text.Json;

namespace Cornea.Studio.Training;

/// <summary>
/// The curves of a run, in memory and as JSON lines in its folder. Memory is bounded: when there are too many points, adjacent ones
/// become one, and <see cref="Generation"/> counts up so that whoever follows reads them anew.
/// </summary>
internal sealed class RunCurves
{
    private const int MostPoints = 4096;

    private readonly Lock _lock = new();
    private readonly List<CurvePoint> _points = [];
    private readonly List<EpochPoint> _epochs = [];
    private readonly string _path;

    public RunCurves(string path)
    {
        _path = path;
        if (File.Exists(path))
        {
            foreach (var line in File.ReadLines(path))
                Read(line);
        }
    }

    public int Generation { get; private set; }

    public EpochPoint? Best
    {
        get
        {
            lock (_lock)
                return _epochs.Count == 0 ? null : _epochs.MaxBy(epoch => double.IsNaN(epoch.ValAccuracy) ? -1 : epoch.ValAccuracy);
        }
    }

    public void Add(CurvePoint point)
    {
        lock (_lock)
            Put(point);
        Append(string.Create(CultureInfo.InvariantCulture,
            $"{{\"event\":\"batch\",\"epoch\":{point.Epoch:0.####},\"step\":{point.Step},\"seconds\":{point.Seconds:0.###}," +
            $"\"loss\":{Text(point.Loss)},\"accuracy\":{Text(point.Accuracy)}}}"));
    }

    public void Add(EpochPoint epoch)
    {
        lock (_lock)
            Put(epoch);
        Append(string.Create(CultureInfo.InvariantCulture,
            $"{{\"event\":\"epoch\",\"epoch\":{epoch.Epoch},\"seconds\":{epoch.Seconds:0.###},\"loss\":{Text(epoch.Loss)}," +
            $"\"accuracy\":{Text(epoch.Accuracy)},\"val_loss\":{Text(epoch.ValLoss)},\"val_accuracy\":{Text(epoch.ValAccuracy)}," +
            $"\"learning_rate\":{Text(epoch.Rate)}}}"));
    }

    /// <summary>Takes back what came after a step: a training that goes on from there does it again.</summary>
    public void CutAfter(long step, int epochs)
    {
        lock (_lock)
        {
            _points.RemoveAll(point => point.Step > step);
            _epochs.RemoveAll(epoch => epoch.Epoch > epochs);
            Generation++;
        }
    }

    /// <summary>What came since a reader looked last; all where the points were thinned since.</summary>
    public (int Generation, CurvePoint[] Points, EpochPoint[] Epochs) Since(int generation, int points, int epochs)
    {
        lock (_lock)
        {
            if (generation != Generation)
                (points, epochs) = (0, 0);
            return (Generation, [.. _points.Skip(points)], [.. _epochs.Skip(epochs)]);
        }
    }

    private static string Text(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "null";

    private void Put(EpochPoint epoch)
    {
        if (_epochs.RemoveAll(other => other.Epoch >= epoch.Epoch) > 0)
            Generation++;
        _epochs.Add(epoch);
    }

    private void Put(CurvePoint point)
    {
        if (_points.Count > 0 && _points[^1].Step >= point.Step)
        {
            _points.RemoveAll(other => other.Step >= point.Step);
            Generation++;
        }
        _points.Add(point);
        if (_points.Count <= MostPoints)
            return;
        for (var i = 0; i + 1 < _points.Count; i += 2)
        {
            var (first, second) = (_points[i], _points[i + 1]);
            _points[i / 2] = second with { Loss = (first.Loss + second.Loss) / 2, Accuracy = (first.Accuracy + second.Accuracy) / 2 };
        }
        _points.RemoveRange(_points.Count / 2, _points.Count - (_points.Count / 2));
        Generation++;
    }

    private void Append(string line)
    {
        using var writer = new StreamWriter(_path, append: true);
        writer.Write(line + "\n");
    }

    // A last line that was cut off by a crash is no JSON and is left out.
    private void Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.GetProperty("event").GetString() == "epoch")
            {
                Put(new EpochPoint(
                    root.GetProperty("epoch").GetInt32(), Number(root, "seconds"), Number(root, "loss"), Number(root, "accuracy"),
                    Number(root, "val_loss"), Number(root, "val_accuracy"), Number(root, "learning_rate")));
            }
            else
            {
                Put(new CurvePoint(
                    Number(root, "epoch"), root.GetProperty("step").GetInt64(), Number(root, "seconds"), Number(root, "loss"),
                    Number(root, "accuracy")));
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            // Nothing that can be shown.
        }
    }

    private static double Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
}
