using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
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
    private readonly ClassificationEvaluation _evaluation;

    private TestResult(ViewedModel view, string data)
    {
        (_data, _version) = (data, view.Version);
        var (_, test) = DataSets.Load(data);
        _evaluation = view.With(model =>
        {
            var pictures = (test.Images.ToFloat32() / 255f).Reshape(model.Inputs[0].Shape.With(0, test.Images.Shape[0]));
            var options = new EvaluationOptions { ClassNames = view.Classes, BatchSize = 250, MostPictures = 0, IsClassification = true };
            return (ClassificationEvaluation)Evaluation.Of(model, new ValidationData(pictures, test.Labels), options);
        });
    }

    public IReadOnlyList<string> Classes => _evaluation.ClassNames;

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

    /// <summary>The result that was told last, which the matrix on the page shows; that of this state of the network where none
    /// was.</summary>
    public static TestResult Told(ViewedModel view, string data)
    {
        lock (Known)
            return Known.TryGetValue(view, out var known) && known._data == data ? known : Of(view, data);
    }

    public JsonObject ToJson() => new()
    {
        ["version"] = _version,
        ["count"] = _evaluation.Count,
        ["accuracy"] = _evaluation.Accuracy,
        ["top3"] = _evaluation.TopK(3),
        ["logLoss"] = Numbers.Of(_evaluation.LogLoss),
        ["classes"] = Numbers.Of(Classes),
        ["matrix"] = new JsonArray([.. _evaluation.Confusion.Rows.Select(
            row => new JsonArray([.. row.Select(count => (JsonNode)count)]))]),
        ["perClass"] = new JsonArray([.. _evaluation.Classes.Select(one => new JsonObject
        {
            ["precision"] = one.Precision,
            ["recall"] = one.Recall,
            ["f1"] = one.F1,
            ["support"] = one.Support,
        })]),
        ["worst"] = Pictures(_evaluation.Worst(_evaluation.Count).Where(sample => !sample.IsRight).Take(Worst)),
        ["calibrationError"] = _evaluation.Calibration(Bins).ExpectedError,
        ["calibration"] = new JsonArray([.. _evaluation.Calibration(Bins).Bins.Select(bin => new JsonObject
        {
            ["count"] = bin.Count,
            ["certainty"] = Numbers.Of(bin.Confidence),
            ["accuracy"] = Numbers.Of(bin.Accuracy),
        })]),
    };

    /// <summary>The pictures of a cell of the matrix, the surest first.</summary>
    public JsonArray Cell(int actual, int predicted, int most) => Pictures(_evaluation.SamplesOf(actual, predicted)
        .Select(index => _evaluation[index]).OrderByDescending(sample => sample.Probability).Take(most));

    private JsonArray Pictures(IEnumerable<SampleResult> samples)
    {
        var pictures = new JsonArray();
        foreach (var sample in samples)
        {
            var picture = Samples.Of(_data, sample.Index);
            picture["predicted"] = sample.Predicted;
            picture["probability"] = sample.Probability;
            pictures.Add((JsonNode)picture);
        }
        return pictures;
    }
}
