namespace Cornea.Layers;

/// <summary>
/// A text layer of a file as a node of a model. Texts are no tensors: the layer encodes them before the model, and the numbers enter it
/// where the texts would.
/// </summary>
/// <param name="serialized">How the file describes it, its vocabulary included.</param>
/// <param name="input">The name of the entrance before it.</param>
/// <param name="encode">What the entrance takes for texts, one text per sample and column.</param>
/// <param name="part">The first number and how many of those that enter are this layer's, and their type, where several text layers share
/// the entrance; null where all are.</param>
[NotSaved("It is saved as the layer that it was read as.")]
internal sealed class TextLayer(
    ConfigObject serialized, string input, Func<IReadOnlyList<string>, Tensor> encode, (int First, int Count, DType Type)? part = null)
    : Layer
{
    /// <summary>The name of the entrance before it.</summary>
    public string Input => input;

    /// <inheritdoc/>
    public override string ClassName => serialized["class_name"].AsText();

    internal override ConfigObject? SavedForm
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
    protected override bool AcceptsIntegers => true;

    private protected override bool Autocasts => false;

    /// <summary>The numbers of texts.</summary>
    public Tensor Encode(IReadOnlyList<string> texts) => encode(texts);

    /// <inheritdoc/>
    public override Layer Clone() => Copied();

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => part is not { } own ? inputs
        : ((Tensor)inputs).Narrow(-1, own.First, own.Count).Cast(own.Type);
}
