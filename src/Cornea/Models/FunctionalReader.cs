namespace Cornea.Models;

/// <summary>Reads a functional model: layers, the calls between them, and where it begins and ends.</summary>
internal sealed class FunctionalReader(ConfigReader reader)
{
    private readonly Dictionary<string, Layer> _layers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _callCounts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Layer, int Node), SymbolicTensors> _calls = [];

    public Functional Read()
    {
        var waiting = new Queue<(string Layer, int Node, FunctionalCall Call)>();
        foreach (var value in reader.Required("layers").AsList())
            ReadLayer(value.AsObject(), waiting);
        // A shared layer's second call may need what stands further down.
        for (var passedOver = 0; waiting.TryDequeue(out var next); passedOver++)
        {
            if (passedOver > waiting.Count)
            {
                throw new ConfigException(
                    $"Layer '{next.Layer}' is called on the output of a layer that is never called. The model's connections are broken.");
            }
            if (!next.Call.Inputs.Concat(next.Call.Masks.Values).All(input => TryFind(input, out _)))
            {
                waiting.Enqueue(next);
                continue;
            }
            passedOver = -1;
            var inputs = next.Call.Inputs.Select((input, place) => next.Call.Masks.TryGetValue(place, out var mask)
                ? new MaskedInput().On(Found(input), Found(mask)) : Found(input)).ToArray();
            _calls[(next.Layer, next.Node)] = Called(_layers[next.Layer], inputs, next.Call);
        }
        var outputs = reader.Required("output_layers");
        return new Functional(
            Ends(reader.Required("input_layers")), Ends(outputs), reader.Given("name")?.AsText(),
            outputNames: outputs.Kind == ConfigValueKind.Object ? [.. outputs.AsObject().Keys] : null);
    }

    private void ReadLayer(ConfigObject value, Queue<(string Layer, int Node, FunctionalCall Call)> waiting)
    {
        var isOperation = OperationModules.IsOperation(value);
        FunctionalCall[] calls =
            [.. (value.Given("inbound_nodes")?.AsList() ?? []).Select(call => FunctionalCall.Read(call, isOperation).InOrderOf(value))];
        CheckAlike(value, calls);
        var layer = isOperation ? OperationLayer.Read(value)
            : (Layer)Registry.Deserialize(ClassKind.Layer, value, calls.Length > 0 ? calls[0].Keywords : null, reader.Source);
        if (!reader.Source.IsBeforeKeras3 && calls.Length > 0 && calls.All(call => call.Inputs.Count > 1 && !call.NamesMask))
            PassOverMasks(layer);
        var name = value.Given("name")?.AsText() ?? layer.Name;
        (_layers[name], _callCounts[name]) = (layer, calls.Length);
        if (layer is InputLayer input)
            _calls[(name, 0)] = input.Output;
        else
            layer.InputShape = null;
        for (var i = 0; i < calls.Length; i++)
            waiting.Enqueue((name, i, calls[i]));
    }

    // Keras 3 finds the mask of a call by itself only where one argument holds tensors; with the states there are two.
    private static void PassOverMasks(Layer layer)
    {
        RecurrentLayer[] recurrent = layer switch
        {
            RecurrentLayer single => [single],
            Bidirectional both => [both.ForwardLayer, both.BackwardLayer],
            _ => [],
        };
        foreach (var each in recurrent)
            each.PassesOverMask = true;
    }

    private SymbolicTensors Called(Layer layer, SymbolicTensors inputs, FunctionalCall call) => !call.IsReverse || layer.CanReverse
        ? layer.OnAll(inputs, reader.Source.IsBeforeKeras3 || call.SaysTraining ? call.Training : null, call.IsReverse)
        : throw new ConfigException($"{layer} is called with '{FunctionalCall.Reverse}', which it does not know.") { NamesClass = true };

    // A layer here has the arguments of its calls once and for all, but for training.
    private static void CheckAlike(ConfigObject value, FunctionalCall[] calls)
    {
        foreach (var call in calls.Skip(1))
        {
            foreach (var key in calls[0].Keywords.Keys.Union(call.Keywords.Keys).Where(key => key != "training"))
            {
                var (first, other) = (Said(calls[0].Keywords.Given(key)), Said(call.Keywords.Given(key)));
                if (!first.Equals(other))
                {
                    throw new ConfigException(
                        $"Layer '{value.Given("name") ?? value["class_name"]}' is called with '{key}' {first} and again with {other}, " +
                        "which is not known here. Build the model in code and load the weights.")
                    { NamesClass = true };
                }
            }
        }
    }

    // False says as much as nothing.
    private static ConfigValue Said(ConfigValue? argument) =>
        argument is null || argument.Equals(false) ? ConfigValue.Null : argument;

    // The calls of a nested model start at 1 in Keras 2.
    private bool TryFind(FunctionalTensor tensor, out SymbolicTensors outputs) =>
        _calls.TryGetValue((tensor.Layer, tensor.Node), out outputs)
        || (tensor.Node >= 1 && tensor.Node == _callCounts.GetValueOrDefault(tensor.Layer)
            && _calls.TryGetValue((tensor.Layer, tensor.Node - 1), out outputs));

    private SymbolicTensor Found(FunctionalTensor tensor) =>
        TryFind(tensor, out var outputs) && tensor.Tensor >= 0 && tensor.Tensor < outputs.Count
            ? outputs[tensor.Tensor]
            : throw new ConfigException(
                $"Output {tensor.Tensor} of call {tensor.Node} of layer '{tensor.Layer}' was expected, but the model has none.");

    // Where a model begins and ends, Keras 3 counts the calls of a functional model inside from 1; among arguments from 0.
    private FunctionalTensor Counted(FunctionalTensor end) =>
        end.Node >= 1 && !reader.Source.IsBeforeKeras3 && _layers.GetValueOrDefault(end.Layer) is Functional
            ? end with { Node = end.Node - 1 } : end;

    // One [name, node, index], a list of them, or an object of them.
    private SymbolicTensors Ends(ConfigValue ends)
    {
        IEnumerable<ConfigValue> each = ends.Kind == ConfigValueKind.Object ? ends.AsObject().Select(pair => pair.Value)
            : ends.AsList() is [{ Kind: ConfigValueKind.Text }, ..] ? [ends]
            : ends.AsList();
        return each.Select(end => Found(Counted(FunctionalTensor.Read(end)))).ToArray();
    }
}
