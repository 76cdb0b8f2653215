namespace Cornea.Models;

/// <summary>
/// Clones of sublayers a model. A model inside starts as before when the outer one keeps its seed, and anew when it does
/// not.
/// </summary>
internal static class Cloning
{
    public static Layer Clone(Layer layer, Model outer, long seed) => layer switch
    {
        Functional functional => functional.Clone(SeedOf(functional, outer, seed)),
        Sequential sequential => sequential.Clone(SeedOf(sequential, outer, seed)),
        _ => layer.Clone(),
    };

    private static long SeedOf(Model inner, Model outer, long seed) => seed == outer.Seed ? inner.Seed : SeedMixing.Mix(seed, inner.Seed);
}
