using System.Runtime.InteropServices;
using Cornea.Formats.Hdf5;
using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>A weight of a file: where it is, its shape and how its values are read.</summary>
/// <param name="Name">Where it is.</param>
/// <param name="Shape">Its shape as the model has it.</param>
/// <param name="Values">Reads the values.</param>
/// <param name="Plain">The dataset, where its values are the weight's as they are; null where something is done to them.</param>
internal sealed record StoredWeight(string Name, Shape Shape, Func<Tensor> Values, Hdf5Dataset? Plain = null)
{
    /// <summary>A variable as it is stored.</summary>
    public static StoredWeight Of(KerasVariable variable) => new(
        variable.Dataset.Path, new Shape([.. variable.Dataset.Shape.Select(length => (int)Math.Min(length, int.MaxValue))]),
        variable.Dataset.ReadTensor, variable.Dataset);

    /// <summary>Whether it has the shape, but for axes of length 1: Keras 1 stores kernels over sequences as those over images.</summary>
    public bool Fits(Shape shape) => Shape == shape || Shape.Where(length => length != 1).SequenceEqual(shape.Where(length => length != 1));

    /// <summary>Gives a variable, whose shape it fits, its values; straight into its memory where they need no change.</summary>
    public void CopyTo(Variable variable)
    {
        if (Plain is null || variable.DType != DType.Float32)
        {
            variable.Assign(Values().Reshape(variable.Shape));
            return;
        }
        Plain.CheckDeclared();
        variable.AssignBytes(bytes => Plain.Read(MemoryMarshal.Cast<byte, float>(bytes)));
    }
}
