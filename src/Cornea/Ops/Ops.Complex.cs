namespace Cornea;

/// <content>Complex numbers are pairs of real and imaginary part, of one shape.</content>
public static partial class Ops
{
    /// <summary>The angle of a complex number, in radians between -π and π. Keras: <c>ops.angle</c>.</summary>
    /// <param name="real">The real part, any shape.</param>
    /// <param name="imaginary">The imaginary part; null for real numbers, whose angle is 0 or π.</param>
    public static Tensor Angle(Tensor real, Tensor? imaginary = null) =>
        Tensor.Atan2(imaginary is null ? Tensor.ZerosLike(Floats(real)) : Floats(imaginary),
            imaginary is null ? Floats(real).StopGradient() : Floats(real));

    /// <summary>The number mirrored at the real axis. Keras: <c>ops.conj</c>, <c>ops.conjugate</c>.</summary>
    /// <param name="real">The real part, any shape.</param>
    /// <param name="imaginary">The imaginary part, of the same shape.</param>
    public static (Tensor Real, Tensor Imaginary) Conj(Tensor real, Tensor imaginary) => (real, -imaginary);

    /// <summary>Whether a number has no imaginary part. Keras: <c>ops.isreal</c>.</summary>
    /// <param name="real">The real part, any shape.</param>
    /// <param name="imaginary">The imaginary part; null for real numbers, which have none.</param>
    public static Tensor IsReal(Tensor real, Tensor? imaginary = null) =>
        imaginary is null ? Tensor.Ones(real.Shape, DType.Bool) : imaginary.EqualTo(0);

    /// <summary>The number of some absolute value and angle. Keras: <c>ops.polar</c>.</summary>
    /// <param name="absolute">The absolute value, any shape.</param>
    /// <param name="angle">The angle in radians, a shape that broadcasts with it.</param>
    public static (Tensor Real, Tensor Imaginary) Polar(Tensor absolute, Tensor angle) => (absolute * angle.Cos(), absolute * angle.Sin());

    /// <summary>A last axis of two as real and imaginary part. Keras: <c>ops.view_as_complex</c>.</summary>
    /// <param name="x">(..., 2).</param>
    /// <exception cref="ShapeException">The last axis has another length.</exception>
    public static (Tensor Real, Tensor Imaginary) ViewAsComplex(Tensor x) => x.Rank > 0 && x.Shape[^1] == 2
        ? (x[Cornea.Slice.Ellipsis, 0], x[Cornea.Slice.Ellipsis, 1])
        : throw new ShapeException($"Ops.ViewAsComplex expects real and imaginary parts (..., 2), but received shape {x.Shape}.");

    /// <summary>Real and imaginary part along a new last axis. Keras: <c>ops.view_as_real</c>.</summary>
    /// <param name="real">The real part, any shape.</param>
    /// <param name="imaginary">The imaginary part, of the same shape.</param>
    public static Tensor ViewAsReal(Tensor real, Tensor imaginary) => Tensor.Stack([real, imaginary], -1);
}
