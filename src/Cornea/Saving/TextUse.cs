namespace Cornea.Saving;

/// <summary>A text layer of a file, and what it makes of texts.</summary>
/// <param name="Layer">How the file describes it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Encode">The numbers of texts, one text per sample and column.</param>
/// <param name="Shape">The shape of a sample's numbers.</param>
/// <param name="Type">Their type.</param>
/// <param name="Argument">Which of the layer's inputs the texts are; null where it takes nothing else.</param>
internal sealed record TextUse(
    ConfigObject Layer, string Name, Func<IReadOnlyList<string>, Tensor> Encode, Shape Shape, DType Type, int? Argument = null)
{
    /// <summary>What an entrance takes that several text layers share: the numbers of all of them, one beside the other.</summary>
    /// <exception cref="ConfigException">The numbers of one have no fixed length.</exception>
    public static TextUse Joined(string input, IReadOnlyList<TextUse> uses)
    {
        if (uses.FirstOrDefault(use => use.Shape is not [>= 0]) is { } open)
        {
            throw new ConfigException(
                $"Input '{input}' goes into several text layers, and '{open.Name}' gives {open.Shape} for each text: only rows of a " +
                "fixed length are known here.")
            { NamesClass = true };
        }
        // Every index and count is exact in this type.
        return new TextUse(
            uses[0].Layer, input, texts => Tensor.Concat([.. uses.Select(use => use.Encode(texts).Cast(DType.Float64))], -1),
            [uses.Sum(use => use.Shape[0])], DType.Float64);
    }
}
