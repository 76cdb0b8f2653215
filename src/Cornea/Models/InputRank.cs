namespace Cornea.Models;

/// <summary>Keras feeds (n) to a model of (n, 1) and the other way round (<c>models/functional.py</c>).</summary>
internal static class InputRank
{
    /// <param name="x">What is fed.</param>
    /// <param name="shape">What the model expects, the batch included.</param>
    /// <param name="context">Its mask goes along.</param>
    public static Tensor Fit(Tensor x, Shape shape, CallContext context)
    {
        var fitted = x.Rank == shape.Rank - 1 && x.Rank > 0 && shape[^1] == 1 ? x.ExpandDims(-1)
            : x.Rank == shape.Rank + 1 && x.Shape[^1] == 1 ? x.Squeeze(-1)
            : x;
        if (!ReferenceEquals(fitted, x))
            context.SetMask(fitted, context.MaskOf(x));
        return fitted;
    }
}
