namespace Cornea.Tests.OpCases;

/// <summary>One input of an op case: its shape and domain for a size, and its element type where the case's does not apply.</summary>
public sealed record OpInput(Func<int, Shape> Shape, Func<int, Domain> Domain, DType? DType = null)
{
    public static OpInput Of(Func<int, Shape> shape, double low, double high, double step = 0) =>
        new(shape, _ => new Domain(low, high, step));

    public static OpInput Bool(Func<int, Shape> shape) => new(shape, _ => new Domain(0, 1), Cornea.DType.Bool);

    public static OpInput Index(Func<int, Shape> shape, Func<int, int> length, DType dtype = Cornea.DType.Int32) =>
        new(shape, n => new Domain(0, length(n) - 1), dtype);
}
