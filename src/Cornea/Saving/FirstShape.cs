namespace Cornea.Saving;

/// <summary>The input of a chain that says nowhere what it takes: what its first layer's stored weights leave open is unknown.</summary>
internal static class FirstShape
{
    /// <summary>The shape of the input; null where the weight does not say it.</summary>
    /// <param name="layer">The first layer.</param>
    /// <param name="weight">The shape of its first stored weight.</param>
    public static Shape? Of(Layer layer, IReadOnlyList<long> weight) => layer switch
    {
        Dense when weight.Count == 2 => [Shape.Unknown, (int)weight[0]],
        Embedding => [Shape.Unknown, Shape.Unknown],
        RecurrentLayer or Bidirectional when weight.Count == 2 => [Shape.Unknown, Shape.Unknown, (int)weight[0]],
        _ => null,
    };
}
