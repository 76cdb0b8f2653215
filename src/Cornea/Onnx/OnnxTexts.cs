namespace Cornea.Onnx;

/// <summary>
/// The texts that an input or output of an imported network stands for: ONNX has texts there, a model has the place of each in this list.
/// Values pass through it unchanged.
/// </summary>
/// <remarks>
/// Made by <see cref="OnnxModel.Import(string, OnnxImportOptions?)"/> for classifiers whose labels are texts and for networks that are fed
/// with categories; found by <see cref="OnnxModel.Texts(Functional, string)"/>, also in a model that was saved and loaded.
/// </remarks>
/// <example><code>
/// var model = OnnxModel.Import("iris.onnx");
/// var outputs = model.Apply(flowers);
/// string[] names = OnnxModel.Texts(model, "output_label").Decode(outputs[0]);   // "setosa", "virginica", ...
/// </code></example>
public sealed class OnnxTexts : Layer
{
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);

    /// <summary>Initializes the layer.</summary>
    /// <param name="texts">The texts, each once.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training; it has none.</param>
    /// <param name="dtype">The dtype policy of the layer; the default policy when null.</param>
    /// <exception cref="ArgumentException">A text stands there twice.</exception>
    public OnnxTexts(IReadOnlyList<string> texts, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Texts = [.. texts];
        for (var i = 0; i < Texts.Count; i++)
        {
            if (!_places.TryAdd(Texts[i], i))
                throw new ArgumentException($"OnnxTexts expects each text once, but received '{Texts[i]}' twice.", nameof(texts));
        }
    }

    /// <summary>The texts, each at its place.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    private protected override bool Autocasts => false;

    /// <summary>The places of texts, to feed the model with. One that is not in the list has a negative number that follows from its
    /// letters: the same for equal texts, and another for others but for one chance in 2^63.</summary>
    /// <param name="texts">The texts, row by row.</param>
    /// <param name="shape">The shape; (texts) when null.</param>
    public Tensor Encode(IReadOnlyList<string> texts, Shape? shape = null) =>
        Tensor.From(texts.Select(text => _places.TryGetValue(text, out var place) ? place : TextValues.Unlisted(text)).ToArray(),
            shape ?? [texts.Count]);

    /// <summary>The texts that a result of the model stands for, row by row; null for one that is not in the list.</summary>
    /// <param name="places">The result.</param>
    public string?[] Decode(Tensor places) =>
        [.. places.ToArray<long>().Select(place => place >= 0 && place < Texts.Count ? Texts[(int)place] : null)];

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => inputs;
}
