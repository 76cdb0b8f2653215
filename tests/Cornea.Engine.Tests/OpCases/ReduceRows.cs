using static Cornea.Tests.OpCases.OpCase;

namespace Cornea.Tests.OpCases;

internal static class ReduceRows
{
    public static IEnumerable<OpCase> Rows =>
    [
        .. Ways("Sum", (x, axes) => x.Sum(axes), -3, 3, Numbers),
        .. Ways("Product", (x, axes) => x.Product(axes), 0.6, 1.5, Floats).Select(row => row with { Relative = 1e-4 }),
        .. Ways("Max", (x, axes) => x.Max(axes), -50, 50, Numbers),
        .. Ways("Min", (x, axes) => x.Min(axes), -50, 50, Numbers),
        new OpCase("Max with ties", x => x[0].Max([0]), OpInput.Of(n => [n, 4], -2, 2, 1)) { DTypes = Numbers, Differentiable = false },
        new OpCase("Product of integers", x => x[0].Product([0]), OpInput.Of(n => [n, 4], 1, 2)) { DTypes = [DType.Int32, DType.UInt8],
        Differentiable = false },
        new OpCase("Product with zeros", x => x[0].Product([1]), OpInput.Of(n => [n, 3], -1, 1, 1)) { Absolute = 1e-5 },
        new OpCase("Any", x => x[0].Any([0]), OpInput.Of(n => [n, 5], 0, 0.6)) { DTypes = All, Differentiable = false },
        new OpCase("All", x => x[0].All([1]), OpInput.Of(n => [n, 3], 0, 3)) { DTypes = All, Differentiable = false },

        new OpCase("ArgMax of columns", x => x[0].ArgMax(0), OpInput.Of(n => [n, 5], -9, 9, 1)) { DTypes = Numbers,
        Differentiable = false },
        new OpCase("ArgMax of rows", x => x[0].ArgMax(-1), OpInput.Of(n => [5, n], -9, 9, 1)) { DTypes = Numbers, Differentiable = false },
        new OpCase("ArgMin of the middle", x => x[0].ArgMin(1), OpInput.Of(n => [3, n, 2], -9, 9, 1)) { DTypes = Numbers,
        Differentiable = false },
        new OpCase("ArgSort of rows", x => SortedBy(x[0], 1, false), OpInput.Of(n => [3, n], -9, 9, 1)) { DTypes = Numbers,
        Differentiable = false },
        new OpCase("ArgSort of columns, descending", x => SortedBy(x[0], 0, true), OpInput.Of(n => [n, 3], -9, 9, 1)) { DTypes = Numbers,
        Differentiable = false },

        .. from exclusive in new[] { false, true }
           from reverse in new[] { false, true }
           from columns in new[] { false, true }
           from sum in new[] { false, true }
           let name = $"Cumulative{(sum ? "Sum" : "Product")}{(columns ? " of columns" : "")}{(exclusive ? ", exclusive" : "")}"
               + $"{(reverse ? ", reverse" : "")}"
           let axis = columns ? 0 : 1
           select new OpCase(
               name,
               x => sum ? x[0].CumulativeSum(axis, exclusive, reverse) : x[0].CumulativeProduct(axis, exclusive, reverse),
               OpInput.Of(n => columns ? [Math.Min(n, 200), 3] : [3, Math.Min(n, 200)], sum ? -2 : 0.6, sum ? 2 : 1.5))
           {
               DTypes = sum ? Numbers : Floats,
               Relative = 1e-4,
               Absolute = 1e-4,
           },
    ];

    private static Tensor SortedBy(Tensor x, int axis, bool descending) => new(new Graph.Ops.ArgSort(axis, descending), [x]);

    // Sums of n terms of either sign: the error grows with n and is measured against the terms, not the result.
    private static IEnumerable<OpCase> Ways(string name, Func<Tensor, int[], Tensor> reduce, double low, double high, DType[] dtypes) =>
        from way in new (string Name, Func<int, Shape> Shape, int[] Axes)[]
        {
            ("rows", n => [5, n], [1]),
            ("columns", n => [n, 5], [0]),
            ("many columns", n => [5, n], [0]),
            ("the middle", n => [3, n, 4], [1]),
            ("the outer two of three", n => [3, n, 4], [0, 2]),
            ("all", n => [n, 3], [0, 1]),
            ("an axis of length 1", n => [n, 1], [1]),
            ("odd columns in the middle", n => [2, n, 21], [1]),
            ("all but groups of channels", n => [2, n, 5, 3], [1, 3]),
        }
        select new OpCase($"{name} over {way.Name}", x => reduce(x[0], way.Axes), OpInput.Of(way.Shape, low, high))
        {
            DTypes = dtypes,
            Absolute = 5e-5
        };
}
