using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// What stands behind a convolution and only scales and shifts its channels by constants, as biases and normalizations do where an exporter
/// writes them as sums and products: it belongs into the convolution's weights.
/// </summary>
internal sealed class ChannelAffine
{
    private readonly OnnxImporter _importer;
    private readonly int _channels, _rank;
    private readonly List<OnnxNode> _nodes = [];
    private bool _isTurned;

    private readonly DType _type;

    private ChannelAffine(OnnxImporter importer, int channels, int rank, DType type) =>
        (_importer, _channels, _rank, _type) = (importer, channels, rank, type);

    /// <summary>A factor for each channel; null for none.</summary>
    public Tensor? Scale { get; private set; }

    /// <summary>What is added to each channel; null for nothing.</summary>
    public Tensor? Shift { get; private set; }

    /// <summary>Follows the output of a convolution as long as one node alone reads it.</summary>
    /// <param name="call">The convolution.</param>
    /// <param name="channels">How many channels it makes.</param>
    /// <param name="rank">How many axes its output has.</param>
    public static ChannelAffine Behind(LayerCall call, int channels, int rank)
    {
        var affine = new ChannelAffine(call.Importer, channels, rank, call.Type);
        var (output, turn) = (call.Node.Outputs[0], (OnnxNode?)null);
        while (call.Importer.OnlyReader(output) is { Domain: "" } reader)
        {
            if (!affine._isTurned && reader.Operator == "Transpose"
                && new OperatorCall(reader, []).Ints("perm") is { } order && order.SequenceEqual(PictureOrder.ToLast(rank)))
            {
                (affine._isTurned, turn) = (true, reader);
            }
            else if (affine.Take(reader, output))
            {
                if (turn is not null)
                    affine._nodes.Add(turn);
                turn = null;
                affine._nodes.Add(reader);
            }
            else
            {
                break;
            }
            output = reader.Outputs[0];
        }
        // A transposition that nothing follows is the business of who reads it.
        affine._isTurned = affine._isTurned && turn is null;
        return affine;
    }

    /// <summary>Notes the value behind all that was taken, and leaves that out.</summary>
    public bool Place(LayerCall call, SymbolicTensor value)
    {
        if (_nodes.Count == 0)
            return call.Place(value, true);
        _importer.Note(_nodes[^1].Outputs[0], new ImportedValue.Fed(value, !_isTurned));
        foreach (var node in _nodes)
            _importer.Leave(node);
        return true;
    }

    private bool Take(OnnxNode node, string value)
    {
        if (node.Operator is not ("Add" or "Sub" or "Mul" or "Div") || node.Opset < 7 || node.Inputs.Count != 2)
            return false;
        var isFirst = node.Inputs[0] == value;
        if ((!isFirst && node.Operator is ("Sub" or "Div")) || Channels(node.Inputs[isFirst ? 1 : 0]) is not { } each)
            return false;
        switch (node.Operator)
        {
            case "Add":
                Shift = Shift is null ? each : Shift + each;
                break;
            case "Sub":
                Shift = Shift is null ? -each : Shift - each;
                break;
            default:
                each = node.Operator == "Div" ? 1 / each : each;
                Scale = Scale is null ? each : Scale * each;
                Shift = Shift is null ? null : Shift * each;
                break;
        }
        return true;
    }

    // A constant that has one number, or one for each channel, as (channels); null for others.
    private Tensor? Channels(string name)
    {
        if (_importer.KnownConstant(name) is not { } value || value.DType != _type || value.Rank > _rank)
            return null;
        if (value.Size == 1)
            return value.Reshape(1).BroadcastTo([_channels]);
        var axis = value.Rank - (_isTurned ? 1 : _rank - 1);
        return value.Size == _channels && axis >= 0 && value.Shape[axis] == _channels ? value.Reshape(_channels) : null;
    }
}
