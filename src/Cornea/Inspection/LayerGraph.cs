using System.Globalization;

namespace Cornea.Inspection;

/// <summary>A model as boxes and arrows: layers, shapes, parameters, multiplications, bytes and times.</summary>
public static class LayerGraph
{
    /// <summary>The graph of a model, its nested models opened.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">Samples of the batch that costs are for.</param>
    /// <exception cref="InvalidOperationException">The shape of a sample is not known.</exception>
    public static GraphPlot Of(Model model, int batch = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(model.Cost(batch));
    }

    /// <summary>The graph of a model with its costs; with measured times where they were measured.</summary>
    /// <param name="cost">The costs.</param>
    public static GraphPlot Of(ModelCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        var calls = cost.Trace.Calls;
        var nodes = cost.Layers.Select((layer, i) => new GraphNode(layer.Name, Lines(layer), Family(calls[i].Layer))).ToList();
        var edges = new List<GraphEdge>();
        // A chain whose entrance is no layer of its own begins at its inputs.
        var entrance = calls.Any(call => call.Sources.Count == 0 && call.Layer is not InputLayer);
        var shift = entrance ? 1 : 0;
        if (entrance)
        {
            var shapes = string.Join(", ", cost.Trace.Inputs.Select(input => input.Shape.ToString()));
            nodes.Insert(0, new GraphNode("input", [shapes, ""], "other"));
        }
        for (var i = 0; i < calls.Count; i++)
        {
            if (entrance && calls[i].Sources.Count == 0 && calls[i].Layer is not InputLayer)
                edges.Add(new GraphEdge(0, i + 1, calls[i].Inputs[0].Shape.ToString()));
            edges.AddRange(calls[i].Sources.Select(source =>
                new GraphEdge(source + shift, i + shift, calls[source].Outputs[0].Shape.ToString())));
        }
        return new GraphPlot(cost.Trace.Model.Name, nodes, edges);
    }

    private static string[] Lines(LayerCost layer)
    {
        var parameters = layer.Parameters > 0
            ? string.Create(CultureInfo.InvariantCulture, $" \u00b7 {layer.Parameters:N0} parameters")
            : "";
        var time = layer.MeasuredMilliseconds is { } measured
            ? string.Create(CultureInfo.InvariantCulture, $" \u00b7 {measured:0.000} ms")
            : "";
        var macs = layer.Macs > 0 ? $"{Short(layer.Macs)} MACs \u00b7 " : "";
        return [$"{layer.Kind}{parameters}", $"{macs}{ByteSize.Format(layer.OutputBytes)}{time}"];
    }

    private static string Short(long value) => value switch
    {
        >= 1_000_000_000 => (value / 1e9).ToString("0.00", CultureInfo.InvariantCulture) + " G",
        >= 1_000_000 => (value / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " M",
        >= 10_000 => (value / 1e3).ToString("0.0", CultureInfo.InvariantCulture) + " k",
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static string Family(Layer layer) => layer switch
    {
        ConvolutionLayer or DepthwiseLayer or SeparableLayer or TransposedConvolutionLayer => "convolution",
        Dense or EinsumDense or Embedding => "dense",
        PoolingLayer or GlobalPoolingLayer or AdaptivePoolingLayer => "pooling",
        BatchNormalization or LayerNormalization or GroupNormalization or RMSNormalization => "normalization",
        RNN or RecurrentLayer or Bidirectional => "recurrent",
        _ => "other",
    };
}
