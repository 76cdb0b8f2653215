using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cornea.Inspection;

/// <summary>What each layer of a model takes for a batch in inference: multiplications, bytes, time.</summary>
/// <remarks>
/// Layers are measured one by one, as they are when nothing is fused across them; the whole model is measured as it is prepared, and
/// is usually faster than the sum.
/// </remarks>
/// <example><code>
/// Console.WriteLine(model.Cost(batch: 32).Measure());
/// </code></example>
public sealed class ModelCost
{
    private readonly ModelTrace _trace;

    internal ModelCost(ModelTrace trace, int batch, MachineSpeed speed)
    {
        (_trace, Batch, Speed) = (trace, batch, speed);
        var seen = new HashSet<Layer>(ReferenceEqualityComparer.Instance);
        Layers = [.. trace.Calls.Select(call => Of(call, seen.Add(call.Layer)))];
        Macs = GraphCost.Of(trace.Outputs, trace.Inputs).Macs;
    }

    private ModelCost(ModelCost before, IReadOnlyList<LayerCost> layers, double measured)
    {
        (_trace, Batch, Speed, Macs) = (before._trace, before.Batch, before.Speed, before.Macs);
        (Layers, MeasuredMilliseconds) = (layers, measured);
    }

    /// <summary>Samples of the batch.</summary>
    public int Batch { get; }

    /// <summary>The speed that estimates are made from.</summary>
    public MachineSpeed Speed { get; }

    /// <summary>The calls of layers in the order in which they are made.</summary>
    public IReadOnlyList<LayerCost> Layers { get; }

    /// <summary>Multiplications with an addition each of the whole model.</summary>
    public long Macs { get; }

    /// <summary>Weights of the whole model.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Bytes of the weights.</summary>
    public long WeightBytes => Layers.Sum(layer => layer.WeightBytes);

    /// <summary>Bytes of the outputs of all layers.</summary>
    public long OutputBytes => Layers.Sum(layer => layer.OutputBytes);

    /// <summary>What a batch should take.</summary>
    public double EstimatedMilliseconds => Layers.Sum(layer => layer.EstimatedMilliseconds);

    /// <summary>What a batch took through the whole model, the median of some runs; null before <see cref="Measure"/>.</summary>
    public double? MeasuredMilliseconds { get; }

    internal ModelTrace Trace => _trace;

    /// <summary>Runs each layer alone, and the model, on random numbers.</summary>
    /// <param name="runs">How often; the median counts.</param>
    /// <returns>The costs with the measured times.</returns>
    public ModelCost Measure(int runs = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        var whole = Milliseconds(new CompiledFunction(
            _trace.Inputs, [.. _trace.Outputs], null, CompileOptions.Default with { Frozen = true }), runs);
        return new ModelCost(this, [.. Layers.Zip(_trace.Calls).Select(pair =>
            pair.First with { MeasuredMilliseconds = Milliseconds(pair.Second, runs) })], whole);
    }

    /// <summary>The costs as a table.</summary>
    public PlotTable ToTable() => new(
        ["layer", "kind", "output", "parameters", "MACs", "weights", "outputs", "ms estimated", "ms measured"],
        [.. Layers.Select(layer => (IReadOnlyList<string>)[layer.Name, layer.Kind, layer.OutputShape.ToString(), Whole(layer.Parameters),
            Whole(layer.Macs), ByteSize.Format(layer.WeightBytes), ByteSize.Format(layer.OutputBytes), Time(layer.EstimatedMilliseconds),
            layer.MeasuredMilliseconds is { } measured ? Time(measured) : ""])]);

    /// <summary>The costs as text: a line per layer, and the sums.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(ToTable().ToText(new TextTerminal { Width = 160 }));
        text.Append(CultureInfo.InvariantCulture,
            $"batch {Batch}: {Macs:N0} MACs, {Parameters:N0} parameters ({ByteSize.Format(WeightBytes)})");
        text.Append(CultureInfo.InvariantCulture, $", estimated {Time(EstimatedMilliseconds)} ms");
        if (MeasuredMilliseconds is { } measured)
            text.Append(CultureInfo.InvariantCulture, $", measured {Time(measured)} ms as a whole");
        return text.Append('\n').ToString();
    }

    private LayerCost Of(LayerCall call, bool isFirst)
    {
        var weights = isFirst ? call.Layer.Weights : [];
        var bytes = weights.Sum(weight => (long)weight.Variable.AsBytes().Length);
        var macs = GraphCost.Of(call.Outputs, call.Inputs).Macs;
        var outputs = call.Outputs.Sum(Bytes);
        var moved = bytes + outputs + call.Inputs.Sum(Bytes);
        // What only hands on its input moves nothing.
        var isNothing = call.Layer is InputLayer or Flatten or Reshape or Identity or Dropout;
        return new LayerCost(call.Layer.Name, call.Layer.ClassName, call.Outputs[0].Shape, weights.Sum(weight =>
            (long)weight.Variable.Shape.Size), macs, bytes, outputs, isNothing ? 0 : Speed.Milliseconds(macs, moved));
    }

    private double? Milliseconds(LayerCall call, int runs)
    {
        Tensor[] inputs = [.. call.Inputs.Select(input => Tensor.Input(input.Shape, input.DType, "x"))];
        var outputs = call.Layer.Apply(inputs, new CallContext(seed: _trace.Model.Seed));
        return Milliseconds(new CompiledFunction(inputs, [.. outputs], null, CompileOptions.Default with { Frozen = true }), runs);
    }

    private static double Milliseconds(CompiledFunction function, int runs)
    {
        for (var i = 0; i < function.Inputs.Count; i++)
        {
            if (function.Inputs[i].DType == DType.Float32)
                Fill(function.Input<float>(i));
        }
        function.Run();
        var times = new double[runs];
        for (var run = 0; run < runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            function.Run();
            times[run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        return times[runs / 2];
    }

    // Numbers between -1 and 1: zeros and denormal numbers take other times.
    private static void Fill(Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = (i * 2654435761L % 2048 - 1024) / 1024f;
    }

    private static long Bytes(Tensor tensor) => (long)tensor.Size * tensor.DType.Size();

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(double milliseconds) => milliseconds.ToString("0.000", CultureInfo.InvariantCulture);
}
