namespace Cornea.Tests.OpCases;

/// <summary>
/// One row of the table of op cases: a function of tensors, where its inputs lie, and how exactly it is computed. Every
/// check of ops runs over all rows.
/// </summary>
public sealed record OpCase(string Name, Func<Tensor[], Tensor> Function, params OpInput[] Inputs)
{
    public static readonly DType[] Floats = [DType.Float32, DType.Float64, DType.Float16, DType.BFloat16];
    public static readonly DType[] Integers = [DType.Int32, DType.Int64, DType.UInt8, DType.Int8, DType.UInt16, DType.Int16, DType.UInt32];
    public static readonly DType[] Numbers = [.. Floats, .. Integers];
    public static readonly DType[] All = [.. Numbers, DType.Bool];

    /// <summary>Values that break careless kernels; pairs of them for two inputs.</summary>
    public static readonly double[] EverySpecial =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, -1, 1e-40, 1e-20, -1e-20, 3e38, -3e38, 88.9, -104, 0.5,
        2.5, -2.5];

    /// <summary>The same without numbers whose results only a wider type holds.</summary>
    public static readonly double[] MildSpecials = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, -1, 0.5, 2.5,
        -3];

    /// <summary>The element types that the case runs with.</summary>
    public DType[] DTypes { get; init; } = Floats;

    /// <summary>Whether gradients are checked.</summary>
    public bool Differentiable { get; init; } = true;

    /// <summary>Relative tolerance in float32: about 16 units in the last place unless the row says otherwise.</summary>
    public double Relative { get; init; } = 2e-6;

    /// <summary>Absolute tolerance in float32.</summary>
    public double Absolute { get; init; } = 1e-6;

    /// <summary>Special values, for elementwise rows.</summary>
    public double[] Specials { get; init; } = [];

    public override string ToString() => Name;
}
