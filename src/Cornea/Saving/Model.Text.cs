namespace Cornea;

public abstract partial class Model
{
    /// <summary>The numbers of texts for an input that took texts in Keras, by the text layer behind it.</summary>
    /// <remarks>Texts are no tensors: a model of a file that begins with <c>TextVectorization</c>, <c>StringLookup</c>,
    /// <c>Hashing</c> or <c>HashedCrossing</c>, itself or in a nested model, begins with their numbers here.</remarks>
    /// <param name="texts">One text per sample; of several columns all of the first sample, then those of the next.</param>
    /// <param name="input">The name of the input; the only one where null.</param>
    /// <returns>What the input takes, (texts, ...).</returns>
    /// <exception cref="InvalidOperationException">The model has no such input of texts.</exception>
    /// <example><code>var answers = model.Predict(model.EncodeText(["a good film"]));</code></example>
    public Tensor EncodeText(IReadOnlyList<string> texts, string? input = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        TextEntrance[] inputs = [.. Entrances(this).DistinctBy(each => each.Input).Where(each => input is null || each.Input == input)];
        return inputs is [var only] ? only.Encode(texts) : throw new InvalidOperationException(
            $"{this} has {inputs.Length} inputs of texts{(input is null ? "" : $" called '{input}'")}, and one was expected. " +
            "Name the input, or encode the texts yourself.");
    }

    private static IEnumerable<TextEntrance> Entrances(Model model) => model.Sublayers.SelectMany(
        layer => layer is StoredLayer stored ? stored.Entrances : layer is Model inner ? Entrances(inner) : []);
}
