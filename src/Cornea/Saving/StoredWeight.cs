using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>A weight of a file: where it is, its shape and how its values are read.</summary>
/// <param name="Name">Where it is.</param>
/// <param name="Shape">Its shape as the model has it.</param>
/// <param name="Values">Reads the values.</param>
internal sealed record StoredWeight(string Name, Shape Shape, Func<Tensor> Values)
{
    /// <summary>A variable as it is stored.</summary>
    public static StoredWeight Of(KerasVariable variable) => new(
        variable.Dataset.Path, new Shape([.. variable.Dataset.Shape.Select(length => (int)Math.Min(length, int.MaxValue))]),
        variable.Dataset.ReadTensor);

    /// <summary>Whether it has the shape, but for axes of length 1: Keras 1 stores kernels over sequences as those over images.</summary>
    public bool Fits(Shape shape) => Shape == shape || Shape.Where(length => length != 1).SequenceEqual(shape.Where(length => length != 1));

    /// <summary>The values in a shape that it fits.</summary>
    public Tensor Read(Shape shape) => Values().Reshape(shape);
}
