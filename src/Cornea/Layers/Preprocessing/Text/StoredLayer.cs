namespace Cornea.Layers;

/// <summary>A layer of a file that takes categories, texts or whole numbers, and is saved as the file describes it.</summary>
/// <param name="serialized">How the file describes it.</param>
internal abstract class StoredLayer(ConfigObject serialized) : Layer
{
    /// <summary>The inputs of texts before it.</summary>
    public virtual IEnumerable<TextEntrance> Entrances => [];

    /// <inheritdoc/>
    public sealed override string ClassName => serialized["class_name"].AsText();

    internal sealed override ConfigObject? SavedForm
    {
        get
        {
            var copy = new ConfigObject();
            foreach (var (key, value) in serialized.Where(pair => pair.Key != "inbound_nodes"))
            {
                copy.Add(key, value);
            }
            return copy;
        }
    }

    /// <inheritdoc/>
    protected sealed override bool AcceptsIntegers => true;

    private protected sealed override bool Autocasts => false;

    /// <inheritdoc/>
    public sealed override Layer Clone() => Copied();

    /// <summary>Bins, or rows of them, in the type that the layer has.</summary>
    private protected Tensor Encoded(Tensor bins, int count, CategoryOutput output) => output == CategoryOutput.Index
        ? bins.Cast(DTypePolicy.ComputeDType is { } type && !type.IsFloat() ? type : DType.Int64)
        : CategoryEncoding.Encode(bins, null, count, output).Cast(DTypePolicy.FloatDType);
}
