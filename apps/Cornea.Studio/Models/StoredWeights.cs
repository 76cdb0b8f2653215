namespace Cornea.Studio.Models;

/// <summary>The weights of a safetensors file, in groups: <c>encoder.0.weight</c> is <c>weight</c> of the group <c>encoder.0</c>.</summary>
internal sealed class StoredWeights : Model
{
    private readonly Layer[] _groups;

    private StoredWeights(Layer[] groups) : base("weights", 0)
    {
        _groups = groups;
        foreach (var group in groups)
            Track(group);
    }

    /// <inheritdoc/>
    public override string ClassName => "Weights without a network";

    /// <inheritdoc/>
    protected override IReadOnlyList<Layer> ModelLayers => _groups;

    /// <summary>Reads a file.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="name">What it is called.</param>
    /// <exception cref="MalformedFileException">It is damaged.</exception>
    public static StoredWeights Read(byte[] content, string name)
    {
        using var stream = new MemoryStream(content);
        var groups = SafetensorsFile.Read(stream, name).Tensors
            .Select(entry => (Cut: entry.Key.LastIndexOfAny(['.', '/']), entry.Key, entry.Value))
            .GroupBy(entry => entry.Cut > 0 ? entry.Key[..entry.Cut] : entry.Key, StringComparer.Ordinal);
        return new StoredWeights([.. groups.Select(group =>
            new WeightGroup(group.Key, group.Select(entry => (entry.Key[(entry.Cut + 1)..], entry.Value))))]);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        throw new NotSupportedException("A file of weights says nothing of the network that they belong to.");
}
