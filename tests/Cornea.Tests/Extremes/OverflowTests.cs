using Cornea.Tests.Optimizers;
using Shouldly;

namespace Cornea.Tests.Extremes;

/// <summary>Squares and exponentials that are summed neither overflow nor vanish before the result does.</summary>
public sealed class OverflowTests
{
    [Fact]
    public void Clipping_by_the_norm_holds_for_large_gradients()
    {
        var weight = new Variable(Tensor.Zeros([2]));
        new OptimizerRun(new SGD(1.0, clipNorm: 1), weight).Step(Tensor.From([3e25f, 4e25f]));
        weight.Value.ToArray().ShouldBe([-0.6f, -0.8f], 1e-6);
        var (a, b) = (new Variable(Tensor.Zeros([1])), new Variable(Tensor.Zeros([1])));
        new OptimizerRun(new SGD(1.0, globalClipNorm: 1), a, b).Step(Tensor.From([3e25f]), Tensor.From([4e25f]));
        a.Value.Item().ShouldBe(-0.6f, 1e-6f);
        b.Value.Item().ShouldBe(-0.8f, 1e-6f);
        // Below the limit gradients stay as they are, however large or small.
        foreach (var unit in (float[])[1e25f, 1e-30f])
        {
            var free = new Variable(Tensor.Zeros([2]));
            new OptimizerRun(new SGD(1.0, clipNorm: 1e30), free).Step(Tensor.From([3 * unit, 4 * unit]));
            free.Value.ToArray().ShouldBe([-3 * unit, -4 * unit]);
        }
    }

    [Fact]
    public void Unit_vectors_of_long_and_short_vectors_have_length_one()
    {
        foreach (var unit in (float[])[1e25f, 1f, 1e-5f])
        {
            var x = Tensor.From([3 * unit, 4 * unit], [1, 2]);
            ((Tensor)new UnitNormalization().Apply(x)).ToArray().ShouldBe([0.6f, 0.8f], 1e-6);
            new CosineSimilarity().Call(Tensor.From([4f, 3f], [1, 2]), x).Item().ShouldBe(-0.96f, 1e-5f);
            Normalize.Along(x).ToArray().ShouldBe([0.6f, 0.8f], 1e-6);
        }
        // Below 1e-12 the length is taken for 1e-12, as in Keras.
        ((Tensor)new UnitNormalization().Apply(Tensor.From([3e-25f, 4e-25f], [1, 2]))).ToArray().ShouldBe([3e-13f, 4e-13f], 1e-18);
        new CosineSimilarity().Call(Tensor.From([4f, 3f], [1, 2]), Tensor.From([3e-25f, 4e-25f], [1, 2])).Item()
            .ShouldBe(-4.8e-18f, 1e-23f);
    }

    [Fact]
    public void Constraints_and_regularizers_hold_for_large_weights()
    {
        var weight = Tensor.From([3e25f, 4e25f], [2, 1]);
        new UnitNorm().Project(weight).ToArray().ShouldBe([0.6f, 0.8f], 1e-5);
        new MaxNorm(5).Project(weight).ToArray().ShouldBe([3f, 4f], 1e-4);
        new MinMaxNorm(0, 10).Project(weight).ToArray().ShouldBe([6f, 8f], 1e-4);
        var rows = Tensor.From([3e25f, 4e25f, 4e25f, 3e25f], [2, 2]);
        new OrthogonalRegularizer(1).Penalty(rows).Item().ShouldBe(0.96f, 1e-5f);
    }

    [Fact]
    public void Equal_infinities_have_a_sum_of_exponentials()
    {
        var ends = Tensor.From([float.PositiveInfinity, float.NegativeInfinity, 0f]);
        Cornea.Ops.LogAddExp(ends, ends).ToArray().ShouldBe([float.PositiveInfinity, float.NegativeInfinity, MathF.Log(2)]);
        new LogCosh().Call(Tensor.Zeros([1, 1]), Tensor.From([-2e38f], [1, 1])).Item().ShouldBe(2e38f, 1e32f);
        // log cosh(1e-3) = 5e-7 to the first order.
        new LogCosh().Call(Tensor.Zeros([1, 1]), Tensor.From([5f], [1, 1])).Item().ShouldBe((float)Math.Log(Math.Cosh(5)), 1e-6f);
        Cornea.Ops.Cbrt(Tensor.From([-8f, 0f, 27f])).ToArray().ShouldBe([-2f, 0f, 3f], 1e-6);
        Cornea.Ops.NanStd(Tensor.From([2f, float.NaN, 2f])).Item().ShouldBe(0f);
    }

    [Fact]
    public void Normalized_values_of_large_numbers_are_those_of_small_ones()
    {
        foreach (var unit in (float[])[1e25f, 1e10f, 1f])
        {
            // Root of the mean square of 3 and 4: √12.5. Mean 0 and deviation √(2 · 9 + 2 · 16) / 2 of the second row.
            var x = Tensor.From([3 * unit, 4 * unit], [1, 2]);
            float[] relative = [3 / MathF.Sqrt(12.5f), 4 / MathF.Sqrt(12.5f)];
            ((Tensor)new RMSNormalization().Apply(x)).ToArray().ShouldBe(relative, 1e-5);
            ((Tensor)new RMSNormalization(epsilon: 0).Apply(x)).ToArray().ShouldBe(relative, 1e-5);
            Cornea.Ops.RmsNormalization(x).ToArray().ShouldBe(relative, 1e-5);
            var row = Tensor.From([3 * unit, -3 * unit, 4 * unit, -4 * unit], [1, 4]);
            float[] expected = [3 / MathF.Sqrt(12.5f), -3 / MathF.Sqrt(12.5f), 4 / MathF.Sqrt(12.5f), -4 / MathF.Sqrt(12.5f)];
            ((Tensor)new LayerNormalization(epsilon: 1e-7).Apply(row)).ToArray().ShouldBe(expected, 1e-5);
            ((Tensor)new GroupNormalization(groups: 1, epsilon: 1e-7).Apply(row)).ToArray().ShouldBe(expected, 1e-5);
            Cornea.Ops.LayerNormalization(row).ToArray().ShouldBe(expected, 1e-5);
            foreach (var gradient in Gradients.Of(((Tensor)new LayerNormalization(epsilon: 1e-7).Apply(row)).Square().Sum(), [row]))
                gradient.ToArray().ShouldAllBe(one => Math.Abs(one) < 1e-4f / unit);
        }
    }

    [Fact]
    public void Small_numbers_are_divided_by_the_root_of_epsilon()
    {
        var x = Tensor.From([3e-12f, -3e-12f], [1, 2]);
        ((Tensor)new LayerNormalization(epsilon: 1e-6).Apply(x)).ToArray().ShouldBe([3e-9f, -3e-9f], 1e-14);
        ((Tensor)new RMSNormalization(epsilon: 1e-6).Apply(x)).ToArray().ShouldBe([3e-9f, -3e-9f], 1e-14);
        ((Tensor)new RMSNormalization(epsilon: 0).Apply(Tensor.From([3e-25f, 4e-25f], [1, 2]))).ToArray()
            .ShouldBe([3 / MathF.Sqrt(12.5f), 4 / MathF.Sqrt(12.5f)], 1e-5);
    }

    [Fact]
    public void Quantiles_lie_between_values_whose_distance_overflows()
    {
        var x = Tensor.From([-2e38f, 2e38f]);
        Cornea.Ops.Median(x).Item().ShouldBe(0f);
        Cornea.Ops.NanMedian(x).Item().ShouldBe(0f);
        Cornea.Ops.Quantile(x, 0.75).Item().ShouldBe(1e38f, 1e32f);
        Cornea.Ops.Quantile(x, Tensor.From([0.25f, 0.75f])).ToArray().ShouldBe([-1e38f, 1e38f], 1e32);
        Cornea.Ops.Quantile(x, 0.5, method: QuantileMethod.Midpoint).Item().ShouldBe(0f);
        var open = Tensor.From([0f, float.PositiveInfinity]);
        Cornea.Ops.Quantile(open, 0.75).Item().ShouldBe(float.PositiveInfinity);
        Cornea.Ops.Quantile(-open, 0.25).Item().ShouldBe(float.NegativeInfinity);
        var pair = Tensor.From([1f, 5f]);
        Gradients.Of(Cornea.Ops.Quantile(pair, 0.75), [pair])[0].ToArray().ShouldBe([0.25f, 0.75f], 1e-6);
    }

    [Fact]
    public void Decompositions_hold_for_large_and_small_matrices()
    {
        foreach (var unit in (float[])[1e30f, 1f, 1e-30f])
        {
            // Eigenvalues of [[2, 1], [1, 2]] are 1 and 3, which are the singular values too; R of [3, 4] down a column is 5.
            var x = Tensor.From([2 * unit, unit, unit, 2 * unit], [2, 2]);
            (Cornea.Ops.Eigh(x).Values / unit).ToArray().ShouldBe([1f, 3f], 1e-5);
            (Cornea.Ops.SingularValues(x) / unit).ToArray().ShouldBe([3f, 1f], 1e-5);
            (Cornea.Ops.Qr(Tensor.From([3 * unit, 4 * unit], [2, 1])).R / unit).Item().ShouldBe(5f, 1e-5f);
            // The vectors turn as much as the matrix does relative to its size.
            var gradient = Gradients.Of(Cornea.Ops.Svd(x).U[0, 0].Square(), [x])[0] * unit;
            var ordinary = Tensor.From([2f, 1f, 1f, 2f], [2, 2]);
            gradient.ToArray().ShouldBe(Gradients.Of(Cornea.Ops.Svd(ordinary).U[0, 0].Square(), [ordinary])[0].ToArray(), 1e-5);
        }
    }

    [Fact]
    public void Functions_far_from_zero_and_near_it()
    {
        Activation.Sparsemax.Apply(Tensor.From([1e10f, 1e10f, 0f, 1e10f])).ToArray().ShouldBe([1 / 3f, 1 / 3f, 0f, 1 / 3f], 1e-6);
        Cornea.Ops.Sinc(Tensor.From([0f, 1f, 0.5f, 2e38f, 1e10f])).ToArray().ShouldBe([1f, 0f, 2 / MathF.PI, 0f, 0f], 1e-7);
        // sinc'(x) is -π² x / 3 near 0, and (cos πx - sinc x) / x.
        var x = Tensor.From([1e-4f, -1e-3f, 0.5f]);
        float[] slopes = [-3.289868e-4f, 3.289865e-3f, -4 / MathF.PI];
        Gradients.Of(Cornea.Ops.Sinc(x).Sum(), [x])[0].ToArray().Zip(slopes).ShouldAllBe(
            pair => Math.Abs(pair.First - pair.Second) < 1e-5f * Math.Abs(pair.Second));
        var far = Tensor.From([3e25f, -3e25f, 0.75f, 2f]);
        Gradients.Of(far.Asinh().Sum(), [far])[0].ToArray().Zip([1 / 3e25f, 1 / 3e25f, 0.8f, 1 / MathF.Sqrt(5)]).ShouldAllBe(
            pair => Math.Abs(pair.First - pair.Second) < 1e-6f * pair.Second);
    }

    [Fact]
    public void Definitions_are_kept_where_Keras_erred()
    {
        Activation.Sparsemax.Apply(Tensor.From([1f, 0.5f])).ToArray().ShouldBe([0.75f, 0.25f], 1e-6);
        var x = new RandomKey(Tensor.From(5L)).Normal([50, 7], 0, 2);
        Activation.Sparsemax.Apply(x).Sum(1).ToArray().ShouldAllBe(sum => Math.Abs(sum - 1) < 1e-5f);
        // One of two positives missed: no false positive, so alpha alone sees nothing.
        new Tversky(alpha: 1, beta: 0).Call(Tensor.From([1f, 1f], [1, 2]), Tensor.From([1f, 0f], [1, 2])).Item().ShouldBe(0f, 1e-6f);
        new Tversky(alpha: 0, beta: 1).Call(Tensor.From([1f, 1f], [1, 2]), Tensor.From([1f, 0f], [1, 2])).Item().ShouldBe(0.5f, 1e-6f);
        var layer = new RMSNormalization([1], epsilon: 0);
        var given = Tensor.From([0f, 1f, 3f, 5f], [1, 2, 2]);
        layer.Apply(given);
        layer.SetWeights([Tensor.From([1f, 10f])]);
        // Roots of mean squares down the columns: √4.5 and √13.
        ((Tensor)layer.Apply(given)).ToArray().ShouldBe([0f, 0.27735f, 14.14214f, 13.86750f], 1e-4);
    }
}
