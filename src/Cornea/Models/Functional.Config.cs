namespace Cornea;

[Configurable(ClassKind.Layer, "keras.src.models.functional")]
public sealed partial class Functional : IConfigurable<Functional>
{
    /// <inheritdoc/>
    static Functional IConfigurable<Functional>.FromConfig(ConfigReader reader) => new FunctionalReader(reader).Read();

    /// <inheritdoc/>
    void IConfigurable<Functional>.WriteConfig(ConfigWriter writer)
    {
        var nodes = Calls.ToHashSet();
        writer.Write("layers", ConfigValue.List(_entrances.Values.Select(entrance => entrance.Layer).Concat(_graph.Layers)
            .SelectMany(layer => Written(layer, nodes)).Select(layer => (ConfigValue)layer)));
        writer.Write("input_layers", Ends(GraphInputs.Select(Seen), nodes));
        var outputs = Ends(GraphOutputs.Select(Seen), nodes);
        if (!_outputsAreNamed)
        {
            writer.Write("output_layers", outputs);
            return;
        }
        var named = new ConfigObject();
        foreach (var (i, output) in outputs.AsList().Index())
            named.Add(_outputNames[i], output);
        writer.Write("output_layers", named);
    }

    private IReadOnlyList<ConfigObject> Written(Layer layer, HashSet<Node> nodes)
    {
        if (layer is OperationLayer operation)
        {
            SymbolicTensor[] inputs = [.. OwnNodes(layer, nodes).SelectMany(node => node.Inputs).Select(Seen)];
            return operation.Written([.. inputs.Select(input => TensorOf(input, nodes))], inputs[0]);
        }
        var written = Registry.Serialize(layer).AsObject();
        written["name"] = layer.Name;
        written["inbound_nodes"] =
            ConfigValue.List(OwnNodes(layer, nodes).Where(node => node.Inputs.Count > 0).Select(node => Call(node, nodes)));
        return [written];
    }

    private ConfigValue Call(Node node, HashSet<Node> nodes)
    {
        var keywords = node.Layer.SavedForm is null ? Registry.Written(node.Layer).Call : [];
        if (node.Training is { } training)
            keywords["training"] = training;
        if (node.IsReverse)
            keywords[FunctionalCall.Reverse] = true;
        var tensors = node.Inputs.Select(input => TensorOf(Seen(MaskedInput.Bare(input)), nodes)).ToArray();
        var masks = node.Inputs.Select(input => input.Layer is MaskedInput ? TensorOf(Seen(input.Node.Inputs[1]), nodes) : ConfigValue.Null)
            .ToArray();
        if (masks.Any(mask => !mask.IsNull))
            WriteMasks(node.Layer, masks, keywords);
        else if (tensors.Length > 1
            && node.Layer is RecurrentLayer { PassesOverMask: false } or Bidirectional { ForwardLayer.PassesOverMask: false })
        {
            // The mask that comes with the sequence counts.
            keywords[FunctionalCall.Mask] = ConfigValue.Null;
        }
        ConfigValue[] arguments;
        if (tensors.Length == 1)
        {
            arguments = tensors;
        }
        else if (node.Layer is RecurrentLayer or Bidirectional)
        {
            arguments = [tensors[0]];
            keywords["initial_state"] = ConfigValue.List(tensors[1..]);
        }
        else if (node.Layer is RecurrentCell)
        {
            arguments = [tensors[0], ConfigValue.List(tensors[1..])];
        }
        else if (node.Layer is ProjectedAttention && tensors.Length == 4)
        {
            arguments = KeyIsValue(node) ? tensors[..2] : tensors[..3];
            keywords[FunctionalCall.AttentionMask] = tensors[3];
        }
        else
        {
            arguments = node.Layer is ProjectedAttention ? tensors : [ConfigValue.List(tensors)];
        }
        var call = new ConfigObject { { "args", arguments }, { "kwargs", keywords } };
        if (node.Training is not null)
            call[FunctionalCall.KeepsTraining] = true;
        return call;
    }

    private static void WriteMasks(Layer layer, ConfigValue[] masks, ConfigObject keywords)
    {
        if (layer is ProjectedAttention)
        {
            foreach (var (mask, name) in masks.Zip(FunctionalCall.AttentionMasks).Where(pair => !pair.First.IsNull))
                keywords[name] = mask;
            return;
        }
        keywords[FunctionalCall.Mask] = masks.Length == 1 || layer is RecurrentLayer ? masks[0] : ConfigValue.List(masks);
    }

    private static ConfigValue TensorOf(SymbolicTensor tensor, HashSet<Node> nodes) => new ConfigObject
    {
        { "class_name", NodeValue.TensorClass },
        {
            "config", new ConfigObject
            {
                { "shape", new ConfigWriter().Of(tensor.Shape) },
                { "dtype", tensor.DType.Name() },
                { "keras_history", History(tensor, nodes) },
            }
        },
    };

    // A single one stands in a list too: Keras before 3.6 reads no other form, and later ones take it for the tensor alone. Where a
    // model begins and ends, Keras counts the calls of a functional model inside from 1, among the arguments of calls from 0. The only
    // call is 0 here too: Keras 3.0 knows it by no other number, and to later versions what comes before the first is the last.
    private static ConfigValue Ends(IEnumerable<SymbolicTensor> tensors, HashSet<Node> nodes) => ConfigValue.List(
        tensors.Select(tensor => History(tensor, nodes, tensor.Layer is Functional && OwnNodes(tensor.Layer, nodes).Count() > 1 ? 1 : 0)));

    private static ConfigValue History(SymbolicTensor tensor, HashSet<Node> nodes, int first = 0)
    {
        var own = OwnNodes(tensor.Layer, nodes).ToList();
        return new ConfigValue[] { tensor.Layer.Name, (long)(first + Math.Max(0, own.IndexOf(tensor.Node))), (long)tensor.Index };
    }

    private static IEnumerable<Node> OwnNodes(Layer layer, HashSet<Node> nodes) => layer.Nodes.Where(nodes.Contains);
}
