using System.Text.Json.Nodes;

namespace Cornea.Studio.Models;

/// <summary>The layers of a network and what flows from one to the next, found by tracing it with one sample.</summary>
internal static class NetworkGraph
{
    private const int AssumedLength = 32; // of axes that may have any length

    public static JsonObject Of(ViewedModel view) => view.With(model =>
    {
        var (edges, shapes) = Trace(view, model);
        var costs = NetworkCost.Of(view, model);
        return new JsonObject
        {
            ["id"] = view.Id,
            ["name"] = view.Name,
            ["class"] = model.ClassName,
            ["readsPictures"] = view.ReadsPictures,
            ["parameters"] = model.Weights.Sum(Size),
            ["trainable"] = model.TrainableWeights.Sum(Size),
            ["bytes"] = model.Weights.Sum(weight => (long)weight.Variable.Type.Bytes),
            ["macs"] = costs?.Sum(cost => cost.Macs),
            ["isNetwork"] = model is not StoredWeights,
            ["inputs"] = new JsonArray([.. model.Inputs.Select(input => (JsonNode)input.Shape.ToString())]),
            ["outputs"] = new JsonArray([.. model.Outputs.Select(output => (JsonNode)output.Shape.ToString())]),
            ["layers"] = new JsonArray([.. view.Layers.Select((layer, index) => new JsonObject
            {
                ["index"] = index,
                ["name"] = layer.Name,
                ["class"] = layer.ClassName,
                ["shape"] = shapes.GetValueOrDefault(layer),
                ["parameters"] = layer.Weights.Sum(Size),
                ["macs"] = costs?[index].Macs,
                ["bytes"] = costs?[index].Bytes,
                ["from"] = Numbers.Of(edges.GetValueOrDefault(layer) ?? []),
            })]),
        };
    });

    private static long Size(Weight weight) => weight.Variable.Shape.Size;

    private static (Dictionary<Layer, List<int>> Edges, Dictionary<Layer, string> Shapes) Trace(ViewedModel view, Model model)
    {
        var (edges, shapes) = (new Dictionary<Layer, List<int>>(), new Dictionary<Layer, string>());
        if (model is StoredWeights)
            return (edges, shapes);
        if (model.Inputs.Count == 0)
            return (Chain(view), shapes);
        var places = new Dictionary<Layer, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < view.Layers.Count; i++)
            places.TryAdd(view.Layers[i], i);
        var makers = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        Tensor[] inputs = [.. model.Inputs.Select(input => Tensor.Input(Known(input.Shape), input.DType))];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (places.TryGetValue(model.Inputs[i].Layer, out var place))
            {
                makers[inputs[i]] = place;
                shapes[view.Layers[place]] = Text(inputs[i].Shape);
            }
        }
        var context = new CallContext(seed: model.Seed)
        {
            Observer = (layer, given, outputs) =>
            {
                if (!places.TryGetValue(layer, out var place))
                    return;
                var from = edges.TryGetValue(layer, out var known) ? known : edges[layer] = [];
                foreach (var input in given)
                {
                    if (makers.TryGetValue(input, out var maker) && maker != place && !from.Contains(maker))
                        from.Add(maker);
                }
                foreach (var output in outputs)
                    makers[output] = place;
                shapes[layer] = string.Join(", ", outputs.Select(output => Text(output.Shape)));
            },
        };
        model.Apply((Tensors)inputs, context);
        return (edges, shapes);
    }

    private static Dictionary<Layer, List<int>> Chain(ViewedModel view) =>
        view.Layers.Select((layer, index) => (layer, index)).ToDictionary(
            pair => pair.layer, pair => pair.index == 0 ? new List<int>() : [pair.index - 1]);

    private static Shape Known(Shape shape) =>
        new([.. shape.Select((length, axis) => axis == 0 ? 1 : length < 0 ? AssumedLength : length)]);

    private static string Text(Shape shape) => shape.Rank == 0 ? "scalar" : $"{string.Join(" × ", shape.Skip(1))}";
}
