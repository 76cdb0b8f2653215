using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Passes;

/// <summary>Casts through 16 bits that change nothing, because what is cast came from 16 bits and was only moved since.</summary>
internal static class ExactCast
{
    /// <summary>What a cast comes to without casting, or null.</summary>
    /// <param name="cast">The cast.</param>
    /// <param name="value">What it casts.</param>
    public static Tensor? Of(Cast cast, Tensor value)
    {
        if (value.Op is not Cast || value.Known is not null)
            return null;
        var source = value.Inputs[0];
        if (cast.To.IsShortFloat() && source.DType == cast.To && value.DType == DType.Float32)
            return source;
        // The gradient of a pooling goes to the elements that were the largest, each to one: more casts would only keep its kernel from
        // those beside it.
        return cast.To == DType.Float32 && value.DType.IsShortFloat() && source.Op is PoolGradient { Kind: PoolKind.Maximum } pooled
            && pooled.Window.Axes.All(axis => axis.Extent <= axis.Stride) && Holds(source.Inputs[1], value.DType)
            ? source : null;
    }

    /// <summary>The type of 16 bits from which a value was widened, or null.</summary>
    /// <param name="value">A value of float32.</param>
    public static DType? Short(Tensor value) =>
        value.Op is Cast { To: DType.Float32 } && value.Known is null && value.Inputs[0].DType.IsShortFloat()
            ? value.Inputs[0].DType : null;

    private static bool Holds(Tensor value, DType dtype) => Short(value) == dtype
        || (value.Op is Select && Holds(value.Inputs[1], dtype) && ScalarValue.Of(value.Inputs[2])?.Known?[0] == 0);
}
