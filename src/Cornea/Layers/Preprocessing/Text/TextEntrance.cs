namespace Cornea.Layers;

/// <summary>An input of texts of a model, before a text layer of a file.</summary>
/// <param name="Input">Its name.</param>
/// <param name="Encode">What it takes for texts, one text per sample and column.</param>
/// <param name="Part">The first number and how many of those that enter are the layer's, and their type, where several text layers share
/// the input; null where all are.</param>
internal sealed record TextEntrance(
    string Input, Func<IReadOnlyList<string>, Tensor> Encode, (int First, int Count, DType Type)? Part = null)
{
    /// <summary>The layer's own of the numbers that enter.</summary>
    public Tensor Own(Tensor numbers) => Part is not { } own ? numbers : numbers.Narrow(-1, own.First, own.Count).Cast(own.Type);
}
