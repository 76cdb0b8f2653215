using System.Text;
using Cornea.Saving;

namespace Cornea.Torch;

/// <summary>
/// The weights of a PyTorch module by their names, as <c>safetensors.torch.save_file(module.state_dict(), path)</c> wrote them, and the
/// rules that bring them into the layout of layers here. It knows which names were used: what is left over is said, not lost.
/// </summary>
public sealed class TorchStateDict
{
    private readonly IReadOnlyDictionary<string, Tensor> _tensors;
    private readonly HashSet<string> _used = [];

    /// <summary>Takes the tensors of a state dict.</summary>
    /// <param name="tensors">The tensors by name, in PyTorch's layout; 16-bit ones are widened to float32 where they are read.</param>
    public TorchStateDict(IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        // The published weights of DenseNet still have names of before torchvision 0.3, which torchvision renames too.
        _tensors = tensors.ToDictionary(tensor => TorchNames.OfToday(tensor.Key), tensor => tensor.Value, StringComparer.Ordinal);
    }

    /// <summary>The names, as PyTorch has them.</summary>
    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>The names that nothing has read yet. Counters of batches are none: nothing is computed with them.</summary>
    public IReadOnlyList<string> Unused =>
        [.. Names.Where(name => !_used.Contains(name) && !name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)).Order()];

    /// <summary>A tensor as float32, in PyTorch's layout.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public Tensor this[string name]
    {
        get
        {
            if (!_tensors.TryGetValue(name, out var tensor))
            {
                throw new InvalidDataException(
                    $"The state dict has no '{name}'. It has {string.Join(", ", Names.Take(8).Select(known => $"'{known}'"))}" +
                    $"{(_tensors.Count > 8 ? $" and {_tensors.Count - 8} more" : "")}. Name the module as PyTorch does.");
            }
            _used.Add(name);
            return tensor.ToFloat32();
        }
    }

    /// <summary>Reads a file of safetensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MalformedFileException">The file is damaged, or a pickle, which would run code when it is read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TorchStateDict Read(string path)
    {
        RefusePickle(path);
        return new TorchStateDict(SafetensorsFile.Read(path).Tensors);
    }

    /// <summary>Whether there is a tensor of a name.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>The shape of a tensor, in PyTorch's layout, without using it.</summary>
    /// <param name="name">Its name.</param>
    public Shape ShapeOf(string name) => _tensors.TryGetValue(name, out var tensor) ? tensor.Shape
        : throw new InvalidDataException($"The state dict has no '{name}'.");

    /// <summary>Gives a layer the weights of a PyTorch module.</summary>
    /// <param name="layer">
    /// The layer, built: Dense, convolutions, normalizations, Embedding, PReLU, SimpleRNN, LSTM, GRU, Bidirectional or MultiHeadAttention.
    /// </param>
    /// <param name="module">The module's name, such as <c>features.0</c>.</param>
    /// <param name="number">Which layer of a PyTorch module of several recurrent layers.</param>
    /// <exception cref="InvalidDataException">A tensor is missing.</exception>
    /// <exception cref="ShapeException">A tensor has another shape than the layer's weight.</exception>
    /// <exception cref="NotSupportedException">There is no rule for the layer.</exception>
    public void Load(Layer layer, string module, int number = 0)
    {
        ArgumentNullException.ThrowIfNull(layer);
        layer.SetWeights(TorchLayouts.Of(layer, this, module, number));
    }

    /// <summary>
    /// Gives a dense layer behind a Flatten the weights of a Linear behind one: PyTorch's images have their channels first, so the rows of
    /// the kernel stand in another order.
    /// </summary>
    /// <param name="dense">The layer, built.</param>
    /// <param name="module">The name of the Linear.</param>
    /// <param name="image">The shape that is flattened, (height, width, channels).</param>
    public void LoadAfterFlatten(Dense dense, string module, Shape image)
    {
        ArgumentNullException.ThrowIfNull(dense);
        ArgumentNullException.ThrowIfNull(image);
        var weight = this[module + ".weight"].Reshape(-1, image[2], image[0], image[1]).Transpose(2, 3, 1, 0);
        var kernel = weight.Reshape(image.Size, -1);
        dense.SetWeights(dense.UseBias ? [kernel, this[module + ".bias"]] : [kernel]);
    }

    /// <summary>Counts all tensors of a module as used: it has no part in what is predicted.</summary>
    internal void LeaveOut(string prefix) => _used.UnionWith(Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>Fails where a tensor was read by nobody: it would be another network.</summary>
    /// <exception cref="InvalidDataException">Names are left over; the message has them.</exception>
    public void RequireAllUsed()
    {
        if (Unused is { Count: > 0 } left)
        {
            throw new InvalidDataException(
                $"The network has nothing for {left.Count} tensors of the state dict: {string.Join(", ", left.Take(8))}" +
                $"{(left.Count > 8 ? " and more" : "")}. Build the network that was saved.");
        }
    }

    private static void RefusePickle(string path)
    {
        // The length of a header may begin as a pickle does.
        if (ForeignFile.IsSafetensors(path))
            return;
        using var stream = FormatReader.OpenFile(path);
        var start = new byte[4096];
        var text = Encoding.Latin1.GetString(start, 0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        var isZip = text.StartsWith("PK\x03\x04", StringComparison.Ordinal);
        if (isZip || text is [(char)0x80, >= (char)2 and <= (char)5, ..])
        {
            throw new MalformedFileException(path, 0, "first bytes",
                $"the file is a pickle of Python{(isZip ? " in a zip" : "")}, which would run code when it is read",
                "Convert it once: python -c \"import torch, safetensors.torch as s; " +
                "s.save_file(torch.load('FILE', weights_only=True), 'FILE.safetensors')\"");
        }
    }
}
