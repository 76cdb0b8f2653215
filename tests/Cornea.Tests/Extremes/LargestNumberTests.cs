using Shouldly;

namespace Cornea.Tests.Extremes;

/// <summary>Numbers up to the largest of float32, 3.4e38, many of them at once, and what rounding would swallow.</summary>
public sealed class LargestNumberTests
{
    // Sums of squares of a thousand numbers whose single squares float32 holds.
    [Theory]
    [InlineData(1e18f)]
    [InlineData(1e19f)]
    [InlineData(1e5f)]
    [InlineData(1e-20f)]
    public void Norms_of_many_numbers_neither_overflow_nor_vanish(float unit)
    {
        var x = Tensor.Full([2500], unit);
        x.Norm().Item().ShouldBe(50 * unit, 1e-4f * unit);
        Tensor.Concat([x, -x]).StandardDeviation().Item().ShouldBe(unit, 1e-5f * unit);
        ((Tensor)new UnitNormalization().Apply(x.Reshape(1, 2500)))[0, 7].Item().ShouldBe(Math.Min(0.02f, 1e12f * unit), 1e-6f);
    }

    [Theory]
    [InlineData(1e38f)]
    [InlineData(1e34f)]
    [InlineData(1f)]
    public void Normalizations_take_the_largest_numbers(float unit)
    {
        // Mean 0, root of the mean square 2: squares 1 + 9 + 4 + 4 + ... of ±1, ±3 and ±2 are 28, over 7 with a 0.
        var row = Tensor.From([unit, -unit, 3 * unit, -3 * unit, 2 * unit, -2 * unit, 0], [1, 7]);
        float[] expected = [0.5f, -0.5f, 1.5f, -1.5f, 1, -1, 0];
        ((Tensor)new LayerNormalization(epsilon: 1e-6).Apply(row)).ToArray().ShouldBe(expected, 1e-5);
        ((Tensor)new LayerNormalization(epsilon: 1e-6, rmsScaling: true).Apply(row)).ToArray().ShouldBe(expected, 1e-5);
        ((Tensor)new GroupNormalization(groups: 1, epsilon: 1e-6).Apply(row)).ToArray().ShouldBe(expected, 1e-5);
        ((Tensor)new RMSNormalization(epsilon: 1e-6).Apply(row)).ToArray().ShouldBe(expected, 1e-5);
        Cornea.Ops.LayerNormalization(row).ToArray().ShouldBe(expected, 1e-5);
        Cornea.Ops.RmsNormalization(row).ToArray().ShouldBe(expected, 1e-5);
        foreach (var layer in (Layer[])[new LayerNormalization(), new GroupNormalization(groups: 1), new RMSNormalization()])
            Gradients.Of(((Tensor)layer.Apply(row))[0, 0], [row])[0].ToArray().ShouldAllBe(one => Math.Abs(one) < 1 / unit);
        // All the same: nothing is left of them.
        ((Tensor)new LayerNormalization().Apply(Tensor.Full([1, 7], unit))).ToArray().ShouldAllBe(one => Math.Abs(one) < 1e-4f);
    }

    [Fact]
    public void Vectors_as_long_as_float32_allows_have_a_direction()
    {
        var x = Tensor.Full([1, 4], 3.4e38f);
        Cornea.Ops.Normalize(x).ToArray().ShouldBe([0.5f, 0.5f, 0.5f, 0.5f], 1e-6);
        Cornea.Ops.Normalize(x, order: 1).ToArray().ShouldBe([0.25f, 0.25f, 0.25f, 0.25f], 1e-6);
        Cornea.Ops.Normalize(Tensor.From([3e-9f, 4e-9f])).ToArray().ShouldBe([0.03f, 0.04f], 1e-7);
        Cornea.Ops.CorrCoef(Tensor.From([1e38f, -2e38f, 3e38f, -3e38f], [2, 2])).ToArray().ShouldBe([1f, 1, 1, 1], 1e-6);
        x.StandardDeviation().Item().ShouldBe(0f);
        Cornea.Ops.NanStd(Tensor.From([3e25f, float.NaN, -3e25f])).Item().ShouldBe(3e25f, 1e20f);
        Cornea.Ops.NanVar(Tensor.From([1f, float.NaN, float.PositiveInfinity])).Item().ShouldBe(float.NaN);
        Cornea.Ops.NanVar(Tensor.From([1, 2, 3])).Item().ShouldBe(2 / 3f, 1e-6f);
        Cornea.Ops.Trapezoid(Tensor.From([3e38f, 3e38f])).Item().ShouldBe(3e38f);
    }

    [Fact]
    public void Slopes_of_norms_of_the_largest_numbers_are_at_most_one()
    {
        var x = Tensor.From([3e38f, 1e38f]);
        var weight = Tensor.From(2f);
        Gradients.Of(x.Norm([0], 3) * weight, [x])[0].ToArray().ShouldBe([2 * 9 / MathF.Pow(28, 2 / 3f), 2 / MathF.Pow(28, 2 / 3f)], 1e-4);
        var (a, b) = (Tensor.From([3e38f]), Tensor.From([-1e38f]));
        var gradients = Gradients.Of((Cornea.Ops.Hypot(a, b) * weight).Sum(), [a, b]);
        gradients[0].Item().ShouldBe(2 * 3 / MathF.Sqrt(10), 1e-5f);
        gradients[1].Item().ShouldBe(-2 / MathF.Sqrt(10), 1e-5f);
    }

    // Scores of 1e40: the largest takes all, as of smaller ones far apart.
    [Fact]
    public void Attention_whose_scores_pass_the_largest_number_chooses_the_largest()
    {
        // Powers of two, so that the first score is 0 and no rounding.
        var unit = MathF.ScaleB(1, 66);
        var query = Tensor.From([unit, unit], [1, 1, 2]);
        var key = Tensor.From([unit, -unit, 2 * unit, unit, -unit, -unit], [1, 3, 2]);
        var value = Tensor.From([1f, 2, 3], [1, 3, 1]);
        ((Tensor)new Attention().Apply((Tensors)new[] { query, value, key })).Item().ShouldBe(2f);
        ((Tensor)new Attention(useScale: true).Apply((Tensors)new[] { query, value, key })).Item().ShouldBe(2f);
        Cornea.Ops.DotProductAttention(query.ExpandDims(2), key.ExpandDims(2), value.ExpandDims(2)).Item().ShouldBe(2f);
        Cornea.Ops.DotProductAttention(query.ExpandDims(2), key.ExpandDims(2), value.ExpandDims(2), softCap: 1).Item()
            .ShouldBe((float)((1 * Math.Exp(0) + 2 * Math.E + 3 / Math.E) / (1 + Math.E + 1 / Math.E)), 1e-5f);
        var layer = new MultiHeadAttention(1, 2);
        var input = Tensor.From([1e20f, -2e20f, 3e20f, 1e20f], [1, 2, 2]);
        ((Tensor)layer.Apply((Tensors)new[] { input, input })).ToArray().ShouldAllBe(one => float.IsFinite(one));
        // 0, ln 2 and ln 3 give shares of 1, 2 and 3 sixths.
        var scores = Tensor.From([0f, MathF.Log(2), MathF.Log(3)], [1, 3, 1]);
        ((Tensor)new Attention().Apply((Tensors)new[] { Tensor.Ones([1, 1, 1]), value, scores })).Item().ShouldBe(14 / 6f, 1e-6f);
    }

    [Fact]
    public void A_softmax_of_multiples_needs_not_hold_them()
    {
        var x = Tensor.From([1e38f, 2e38f, -3e38f]);
        x.Softmax(scale: 1e10).ToArray().ShouldBe([0f, 1, 0]);
        Tensor.From([1e38f, 2e38f, 0]).Softmax(scale: 0).ToArray().ShouldBe([1 / 3f, 1 / 3f, 1 / 3f], 1e-6);
        var small = Tensor.From([0f, 1, 2]).Softmax(scale: Math.Log(2)).ToArray();
        small.ShouldBe([1 / 7f, 2 / 7f, 4 / 7f], 1e-6);
        var y = Tensor.From([0.1f, -0.4f, 0.3f]);
        var direct = Gradients.Of((y * 3).Softmax()[1], [y])[0].ToArray();
        Gradients.Of(y.Softmax(scale: 3)[1], [y])[0].ToArray().ShouldBe(direct, 1e-6);
        GradientCheck.Run(at => at.Softmax(scale: -1.5), y).ThrowIfFailed();
    }

    [Fact]
    public void What_keeps_a_sum_finite_stays_in_it()
    {
        var x = Tensor.From([3e38f, 3e38f, -1e38f]);
        (x / x.Max()).Sum().Item().ShouldBe(5 / 3f, 1e-6f);
        (x * 0.125f).Sum().Item().ShouldBe(0.625e38f, 1e32f);
        (x * x.Abs().Max().Reciprocal()).Sum().IsFinite().Item<bool>().ShouldBeTrue();
    }

    // The pivot of 3e6 must not take six digits of the row that it stands in.
    [Fact]
    public void Inverses_keep_their_digits_beside_large_pivots()
    {
        var a = Tensor.From([1e4f, -1e5f, 3e6f, 1e7f], [2, 2]);
        // Determinant 4e11.
        var inverse = Cornea.Ops.Inv(a).ToArray();
        float[] expected = [2.5e-5f, 2.5e-7f, -7.5e-6f, 2.5e-8f];
        inverse.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-4f * Math.Abs(pair.Second));
        Cornea.Ops.Solve(a, Tensor.From([-9e4f, 1.3e7f])).ToArray().ShouldBe([1f, 1f], 1e-4);
        // d(Σ A⁻¹) = -A⁻ᵀ 1 1ᵀ A⁻ᵀ.
        var gradient = Gradients.Of(Cornea.Ops.Inv(a).Sum(), [a])[0].ToArray();
        double[] columns = [2.5e-5 - 7.5e-6, 2.5e-7 + 2.5e-8], rows = [2.5e-5 + 2.5e-7, -7.5e-6 + 2.5e-8];
        for (var i = 0; i < 4; i++)
            ((double)gradient[i]).ShouldBe(-columns[i / 2] * rows[i % 2], 1e-3 * Math.Abs(columns[i / 2] * rows[i % 2]));
    }

    [Fact]
    public void Small_distances_are_not_lost_beside_one()
    {
        var (truth, found) = (Tensor.Zeros([1, 1]), Tensor.From([1e-3f], [1, 1]));
        // log cosh d = d² / 2 - d⁴ / 12, with the slope tanh d.
        new LogCosh().Call(truth, found).Item().ShouldBe(4.9999991e-7f, 1e-12f);
        Gradients.Of(new LogCosh().Call(truth, found), [found])[0].Item().ShouldBe(9.9999967e-4f, 1e-9f);
        new LogCosh().Call(truth, Tensor.From([1f], [1, 1])).Item().ShouldBe((float)Math.Log(Math.Cosh(1)), 1e-6f);
        var far = Tensor.From([1e10f, -1e8f, 0.5f]);
        var slopes = Gradients.Of(Activation.Softsign.Apply(far).Sum(), [far])[0].ToArray();
        slopes.Zip([1e-20f, 1e-16f, 4 / 9f]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5f * pair.Second);
    }

    // As NumPy's: the edges that are given back decide, not the quotients.
    [Fact]
    public void Histograms_agree_with_their_edges()
    {
        foreach (var values in (float[][])[[1e10f, 2e10f, -1e10f, 3e10f], [3e19f, 4e19f, -1e19f, 2e19f], [0, 0.1f, 0.2f, 0.3f, 0.7f, 1]])
        {
            var (counts, edges) = Cornea.Ops.Histogram(Tensor.From(values));
            var (found, ends) = (counts.ToArray(), edges.ToArray());
            ends[^1].ShouldBe(values.Max());
            for (var i = 0; i < 10; i++)
                found[i].ShouldBe(values.Count(value => value >= ends[i] && (value < ends[i + 1] || (i == 9 && value == ends[10]))));
        }
    }

    [Fact]
    public void The_slope_of_the_angle_of_a_real_number_is_zero_everywhere()
    {
        var x = Tensor.From([float.PositiveInfinity, -2f, 0f, 3f]);
        Gradients.Of(Cornea.Ops.Angle(x).Sum(), [x])[0].ToArray().ShouldAllBe(one => one == 0);
    }
}
