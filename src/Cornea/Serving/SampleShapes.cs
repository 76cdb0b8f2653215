namespace Cornea.Serving;

/// <summary>The shapes of a sample's inputs, without the batch axis: its own, and those in which it is computed.</summary>
internal sealed class SampleShapes
{
    public SampleShapes(Shape[] own, Shape[] computed)
    {
        Own = own;
        Computed = computed;
        Key = string.Join(';', computed.Select(shape => shape.ToString()));
    }

    public Shape[] Own { get; }

    public Shape[] Computed { get; }

    /// <summary>Equal for samples that can share a batch.</summary>
    public string Key { get; }
}
