using System.Text.Json.Nodes;
using Cornea.Studio.Models;

namespace Cornea.Studio.Play;

/// <summary>A small dense network, trained a few epochs at a time, and what each of its units answers over the whole plane.</summary>
internal sealed class PlayNetwork
{
    /// <summary>Cells of a side of the maps.</summary>
    public const int Side = 32;

    private const int MostLayers = 10;
    private const int MostUnits = 16;
    private const string OwnData = "own";

    private static readonly string[] Activations = ["tanh", "relu", "sigmoid", "linear"];

    private readonly Lock _lock = new();
    private readonly (double X, double Y, int Class)[] _points;
    private readonly string[] _classes;
    private readonly int _batch;
    private readonly Sequential _model;
    private readonly Tensor _x;
    private readonly Tensor _y;
    private readonly CompiledFunction _maps;
    private int _epochs;

    /// <summary>Checks the request and makes the network.</summary>
    /// <exception cref="ArgumentException">A setting does not fit.</exception>
    public PlayNetwork(PlayRequest request)
    {
        int[] features = [.. (request.Features ?? ["x", "y"]).Select(
            name => Array.FindIndex(PlayPoints.Features, feature => feature.Name == name))];
        var (layers, activation) = (request.Layers ?? [4, 2], request.Activation ?? "tanh");
        Require(features.Length is >= 1 and <= 7 && features.Distinct().Count() == features.Length && !features.Contains(-1),
            "The network takes one to seven of the features of the page.");
        Require(layers.Length <= MostLayers && layers.All(units => units is >= 1 and <= MostUnits),
            $"There are up to {MostLayers} hidden layers of 1 to {MostUnits} units.");
        Require(PlayPoints.Sets.Contains(request.Data) || (request.Data == OwnData && request.Table is not null),
            "There is no such set of points.");
        Require(Activations.Contains(activation), "There is no such activation on this page.");
        Require(request.Rate is > 0 and <= 10, "The learning rate is a number above 0 and up to 10.");
        Require(request.Penalty is >= 0 and <= 10, "The penalty is a number from 0 to 10.");
        Require(request is { Noise: >= 0 and <= 50, Batch: >= 1 and <= 200 }, "Noise is from 0 to 50, a batch from 1 to 200.");
        (_points, _classes) = request.Data == OwnData ? PlayTable.Read(request.Table!, request.Seed)
            : (PlayPoints.Of(request.Data!, request.Noise / 100.0, request.Seed), ["−1", "1"]);
        _batch = request.Batch;
        Regularizer? penalty = request.Penalty > 0 ? new L2(request.Penalty) : null;
        _model = new Sequential(
        [
            new InputLayer([features.Length]),
            .. layers.Select(units => new Dense(units, Activation.FromName(activation), kernelRegularizer: penalty)),
            new Dense(1, Activation.Tanh, kernelRegularizer: penalty),
        ], seed: request.Seed);
        _model.Compile(new SGD(request.Rate), new MeanSquaredError());
        _x = Rows(features, _points.Select(point => (point.X, point.Y)));
        _y = Tensor.From(Array.ConvertAll(_points, point => (float)point.Class)).Reshape(-1, 1);
        var plane = Rows(features, Enumerable.Range(0, Side * Side).Select(i => (Place(i % Side), -Place(i / Side))));
        var values = new List<Tensor> { plane };
        _model.Apply(plane, new CallContext(seed: request.Seed) { Observer = (layer, _, outputs) => Note(layer, outputs, values) });
        _maps = new CompiledFunction([], values, null, new CompileOptions { Threads = 1 });
    }

    private int Train => _points.Length / 2;

    /// <summary>Trains on and tells how it stands.</summary>
    public JsonObject Step(int epochs)
    {
        lock (_lock)
        {
            if (epochs > 0)
            {
                _model.Fit(
                    _x[..Train], _y[..Train], _batch, _epochs + epochs, Verbosity.Silent, initialEpoch: _epochs);
            }
            _epochs += epochs;
            return Frame();
        }
    }

    /// <summary>The points, those for training first.</summary>
    public JsonArray Points() => new([.. _points.Select((point, i) => new JsonArray(
        Math.Round(point.X, 3), Math.Round(point.Y, 3), point.Class, i < Train ? 1 : 0))]);

    /// <summary>The names of the classes -1 and 1.</summary>
    public JsonArray Classes() => Numbers.Of(_classes);

    private JsonObject Frame()
    {
        _maps.Run();
        var answers = _model.Predict(_x, 400, Verbosity.Silent).ToArray();
        return new JsonObject
        {
            ["epoch"] = _epochs,
            ["train"] = Numbers.Of(Loss(answers, 0, Train)),
            ["test"] = Numbers.Of(Loss(answers, Train, _points.Length)),
            ["maps"] = new JsonArray([.. _maps.Outputs.Select((output, i) => (JsonNode)Bytes(_maps.Output<float>(i), output.Shape[1]))]),
            ["weights"] = new JsonArray([.. _model.Layers.Cast<Dense>().Select(
                layer => (JsonNode)Numbers.Base64(layer.Kernel!.ToArray<float>()))]),
        };
    }

    private double Loss(float[] answers, int from, int to) =>
        Enumerable.Range(from, to - from).Average(i => Math.Pow(answers[i] - _points[i].Class, 2));

    private static void Note(Layer layer, Tensors outputs, List<Tensor> values)
    {
        if (layer is Dense)
            values.Add(outputs[0]);
    }

    // A byte for each cell, unit after unit: -1 becomes 0, 1 becomes 255.
    private static string Bytes(ReadOnlySpan<float> values, int units)
    {
        var bytes = new byte[values.Length];
        for (var unit = 0; unit < units; unit++)
        {
            for (var cell = 0; cell < Side * Side; cell++)
            {
                var value = values[(cell * units) + unit];
                bytes[(unit * Side * Side) + cell] = (byte)(float.IsNaN(value) ? 128 : Math.Clamp((value + 1) * 127.5f, 0, 255));
            }
        }
        return Convert.ToBase64String(bytes);
    }

    private static double Place(int cell) => (((cell + 0.5) / Side * 2) - 1) * PlayPoints.Border;

    private static Tensor Rows(int[] features, IEnumerable<(double X, double Y)> points)
    {
        float[] rows = [.. points.SelectMany(point => PlayPoints.Row(features, point.X, point.Y))];
        return Tensor.From(rows).Reshape(rows.Length / features.Length, features.Length);
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw new ArgumentException(message);
    }
}
