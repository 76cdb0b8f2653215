using System.Text;
using Cornea.Distribution;

namespace Cornea.Training;

/// <summary>
/// Gives the state of the first process to all: first what it holds, then the values of each tensor in pieces, straight to the place where
/// they stay. The state of a large model is longer than an array of bytes, and than what an MPI library counts.
/// </summary>
/// <param name="strategy">The processes.</param>
internal sealed class StateBroadcast(DataParallel strategy)
{
    private const int First = 0;
    private readonly ICollective _collective = strategy.Collective;

    /// <summary>Sends a state, in the first process.</summary>
    public void Send(TrainingState state)
    {
        _collective.OfFirst(Describe(state), strategy.PieceBytes);
        foreach (var tensor in state.Tensors.Values)
        {
            _collective.SendInPieces(tensor.AsBytes(), strategy.PieceBytes);
        }
    }

    /// <summary>Receives the state of the first process, in each of the others.</summary>
    public TrainingState Receive()
    {
        var contents = _collective.OfFirst([], strategy.PieceBytes);
        using var reader = new BinaryReader(new MemoryStream(contents), Encoding.UTF8);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            metadata.Add(reader.ReadString(), reader.ReadString());
        }
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (name, dtype) = (reader.ReadString(), (DType)reader.ReadInt32());
            var shape = new int[reader.ReadInt32()];
            for (var axis = 0; axis < shape.Length; axis++)
            {
                shape[axis] = reader.ReadInt32();
            }
            tensors.Add(name, Tensor.Create(
                new TensorType(new Shape(shape), dtype), bytes => _collective.ReceiveInPieces(bytes, strategy.PieceBytes, First)));
        }
        return new TrainingState(new Safetensors(tensors, metadata));
    }

    // All processes run the same version, which was compared before: the numbers of element types mean the same.
    private static byte[] Describe(TrainingState state)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(state.Metadata.Count);
        foreach (var (name, text) in state.Metadata)
        {
            writer.Write(name);
            writer.Write(text);
        }
        writer.Write(state.Tensors.Count);
        foreach (var (name, tensor) in state.Tensors)
        {
            writer.Write(name);
            writer.Write((int)tensor.DType);
            writer.Write(tensor.Shape.Rank);
            for (var axis = 0; axis < tensor.Shape.Rank; axis++)
            {
                writer.Write(tensor.Shape[axis]);
            }
        }
        writer.Flush();
        return stream.ToArray();
    }
}
