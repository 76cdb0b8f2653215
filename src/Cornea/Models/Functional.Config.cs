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
        writer.Write("layers", writer.List<Layer>(
            [.. _entrances.Values.Select(entrance => entrance.Layer), .. _graph.Layers], (_, layer) => Written(layer, nodes)));
        writer.Write("input_layers", Ends([.. GraphInputs.Select(Seen)], nodes));
        var outputs = GraphOutputs.Select(output => End(Seen(output), nodes)).ToArray();
        if (!_outputsAreNamed)
        {
            writer.Write("output_layers", Ends([.. GraphOutputs.Select(Seen)], nodes));
            return;
        }
        var named = new ConfigObject();
        for (var i = 0; i < outputs.Length; i++)
            named.Add(_outputNames[i], outputs[i]);
        writer.Write("output_layers", named);
    }

    private ConfigObject Written(Layer layer, HashSet<Node> nodes)
    {
        if (layer is OperationLayer operation)
        {
            return operation.Written(
                [.. OwnNodes(layer, nodes).SelectMany(node => node.Inputs).Select(input => TensorOf(Seen(input), nodes))]);
        }
        var written = Registry.Serialize(layer).AsObject();
        written["name"] = layer.Name;
        written["inbound_nodes"] =
            ConfigValue.List(OwnNodes(layer, nodes).Where(node => node.Inputs.Count > 0).Select(node => Call(node, nodes)));
        return written;
    }

    private ConfigValue Call(Node node, HashSet<Node> nodes)
    {
        var keywords = node.Layer.SavedForm is null ? Registry.Written(node.Layer).Call : [];
        if (node.Training is { } training)
            keywords["training"] = training;
        if (node.IsReverse)
            keywords[FunctionalCall.Reverse] = true;
        var tensors = node.Inputs.Select(input => TensorOf(Seen(input), nodes)).ToArray();
        ConfigValue[] arguments;
        if (tensors.Length == 1)
        {
            arguments = tensors;
        }
        else if (node.Layer is RecurrentLayer)
        {
            arguments = [tensors[0]];
            keywords["initial_state"] = ConfigValue.List(tensors[1..]);
        }
        else if (node.Layer is ProjectedAttention && tensors.Length == 4)
        {
            arguments = tensors[..3];
            keywords[FunctionalCall.AttentionMask] = tensors[3];
        }
        else
        {
            arguments = node.Layer is ProjectedAttention ? tensors : [ConfigValue.List(tensors)];
        }
        return new ConfigObject { { "args", arguments }, { "kwargs", keywords } };
    }

    private static ConfigValue TensorOf(SymbolicTensor tensor, HashSet<Node> nodes) => new ConfigObject
    {
        { "class_name", NodeValue.TensorClass },
        {
            "config", new ConfigObject
            {
                { "shape", new ConfigWriter().Of(tensor.Shape) },
                { "dtype", tensor.DType.Name() },
                { "keras_history", End(tensor, nodes) },
            }
        },
    };

    private static ConfigValue Ends(SymbolicTensor[] tensors, HashSet<Node> nodes) =>
        tensors.Length == 1 ? End(tensors[0], nodes) : ConfigValue.List(tensors.Select(tensor => End(tensor, nodes)));

    private static ConfigValue End(SymbolicTensor tensor, HashSet<Node> nodes)
    {
        var own = OwnNodes(tensor.Layer, nodes).ToList();
        return new ConfigValue[] { tensor.Layer.Name, (long)Math.Max(0, own.IndexOf(tensor.Node)), (long)tensor.Index };
    }

    private static IEnumerable<Node> OwnNodes(Layer layer, HashSet<Node> nodes) => layer.Nodes.Where(nodes.Contains);
}
