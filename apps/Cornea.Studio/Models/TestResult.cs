using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Cornea.Studio.Api;
using Cornea.Studio.Training;

namespace Cornea.Studio.Models;

/// <summary>The answers of a network to the pictures for tests.</summary>
internal sealed class TestResult
{
    private const int Worst = 24;
    private const int Bins = 10;

    private static readonly ConditionalWeakTable<ViewedModel, TestResult> Known = [];

    private readonly string _data;
    private readonly int _version;
    private readonly float[] _probabilities;
    private readonly int[] _predicted;
    private readonly byte[] _labels;

    private TestResult(ViewedModel view, string data)
    {
        (_data, _version, Classes) = (data, view.Version, view.Classes);
        var (_, test) = DataSets.Load(data);
        var images = test.Images;
        _labels = test.Labels.AsSpan<byte>().ToArray();
        _probabilities = view.With(model =>
        {
            var input = model.Inputs[0].Shape;
            var pictures = (images.ToFloat32() / 255f).Reshape(new Shape([images.Shape[0], .. input.Skip(1)]));
            return model.Predict(pictures, batchSize: 250, verbose: Verbosity.Silent).ToArray();
        });
        _predicted = [.. Enumerable.Range(0, _labels.Length).Select(i => IndexOfMaximum(Row(i)))];
    }

    public IReadOnlyList<string> Classes { get; }

    /// <summary>The result of this state of the network; computed once.</summary>
    public static TestResult Of(ViewedModel view, string data)
    {
        lock (Known)
        {
            if (Known.TryGetValue(view, out var known) && known._version == view.Version && known._data == data)
                return known;
            var result = new TestResult(view, data);
            Known.AddOrUpdate(view, result);
            return result;
        }
    }

    public JsonObject ToJson()
    {
        var count = Classes.Count;
        var matrix = new int[count, count];
        for (var i = 0; i < _labels.Length; i++)
            matrix[_labels[i], _predicted[i]]++;
        var correct = Enumerable.Range(0, count).Sum(i => matrix[i, i]);
        return new JsonObject
        {
            ["count"] = _labels.Length,
            ["accuracy"] = correct / (double)_labels.Length,
            ["classes"] = Numbers.Of(Classes),
            ["matrix"] = new JsonArray([.. Enumerable.Range(0, count).Select(
                row => Numbers.Of(Enumerable.Range(0, count).Select(column => matrix[row, column])))]),
            ["perClass"] = new JsonArray([.. Enumerable.Range(0, count).Select(index => Figures(matrix, index))]),
            ["worst"] = new JsonArray([.. Mistakes().Take(Worst).Select(Picture)]),
            ["calibration"] = Calibration(),
        };
    }

    /// <summary>The pictures of a cell of the matrix, the surest first.</summary>
    public JsonArray Cell(int actual, int predicted, int most) => new([.. Enumerable.Range(0, _labels.Length)
        .Where(i => _labels[i] == actual && _predicted[i] == predicted)
        .OrderByDescending(i => Row(i)[predicted]).Take(most).Select(Picture)]);

    private IEnumerable<int> Mistakes() => Enumerable.Range(0, _labels.Length)
        .Where(i => _predicted[i] != _labels[i]).OrderByDescending(i => Row(i)[_predicted[i]]);

    private JsonObject Figures(int[,] matrix, int index)
    {
        var all = Enumerable.Range(0, Classes.Count);
        var (hits, support, answers) = (matrix[index, index], all.Sum(i => matrix[index, i]), all.Sum(i => matrix[i, index]));
        var (precision, recall) = (answers == 0 ? 0 : hits / (double)answers, support == 0 ? 0 : hits / (double)support);
        return new JsonObject
        {
            ["precision"] = precision,
            ["recall"] = recall,
            ["f1"] = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall),
            ["support"] = support,
        };
    }

    private JsonNode Picture(int i)
    {
        var (_, test) = DataSets.Load(_data);
        var picture = DrawRoutes.Sample(test.Images.AsSpan<byte>(), _labels, i);
        picture["predicted"] = _predicted[i];
        picture["probability"] = Row(i)[_predicted[i]];
        return picture;
    }

    // How often answers of a certainty are right.
    private JsonArray Calibration()
    {
        var bins = new (int Count, double Certainty, int Correct)[Bins];
        for (var i = 0; i < _labels.Length; i++)
        {
            var certainty = Row(i)[_predicted[i]];
            ref var bin = ref bins[Math.Clamp((int)(certainty * Bins), 0, Bins - 1)];
            bin = (bin.Count + 1, bin.Certainty + certainty, bin.Correct + (_predicted[i] == _labels[i] ? 1 : 0));
        }
        return new JsonArray([.. bins.Select(bin => new JsonObject
        {
            ["count"] = bin.Count,
            ["certainty"] = bin.Count == 0 ? null : bin.Certainty / bin.Count,
            ["accuracy"] = bin.Count == 0 ? null : bin.Correct / (double)bin.Count,
        })]);
    }

    private ReadOnlySpan<float> Row(int index) => _probabilities.AsSpan(index * Classes.Count, Classes.Count);

    private static int IndexOfMaximum(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }
        return best;
    }
}
