using Shouldly;

namespace Cornea.Tests.Ops;

/// <summary>Functions at the edges of their arguments: narrow types, axes of no or one element, kept axes, constants that gradients are
/// asked of.</summary>
public sealed class OpsEdgeTests
{
    [Theory]
    [InlineData(DType.Bool)]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int8)]
    [InlineData(DType.UInt16)]
    [InlineData(DType.UInt32)]
    public void Log_sigmoid_of_whole_numbers_is_that_of_floats(DType dtype)
    {
        // -ln(1 + e^-x) of 0 and 1.
        Activation.LogSigmoid.Apply(Tensor.From([0f, 1f]).Cast(dtype)).ToArray().ShouldBe([-0.6931472f, -0.3132617f], 1e-6);
    }

    [Fact]
    public void Powers_of_two_in_16_bits_are_rounded_once()
    {
        // 2^30.25 is 1276901416.9, beside which bfloat16 has numbers 8388608 apart.
        Cornea.Ops.Exp2(Tensor.From([30.25f]).Cast(DType.BFloat16)).ToFloat32().Item().ShouldBe(1276901417f, 4194304f);
        Cornea.Ops.Exp2(Tensor.From([10.5f]).Cast(DType.Float16)).ToFloat32().Item().ShouldBe(1448.15f, 0.5f);
    }

    [Fact]
    public void Differences_of_too_few_numbers_are_none()
    {
        Cornea.Ops.Diff(Tensor.From([3f]), 2).Shape.ShouldBe(new Shape(0));
        Cornea.Ops.Diff(Tensor.Ones([2, 1, 4], DType.Int32), 3, axis: 1).ToArray<int>().ShouldBeEmpty();
    }

    [Fact]
    public void The_nuclear_norm_keeps_axes_on_demand()
    {
        var x = Tensor.From([3f, 0, 0, 4], [2, 1, 2]);
        Tensor norm = Cornea.Ops.NuclearNorm(x, 0, 2, keepDims: true);
        norm.Shape.ShouldBe(new Shape(1, 1, 1));
        norm.Item().ShouldBe(7f, 1e-5f);
    }

    [Fact]
    public void Parts_without_elements_are_joined_and_worked_with()
    {
        var none = Tensor.Zeros([0, 3]);
        (Tensor.Stack([none, none], 1) + 1).Compute().Shape.ShouldBe(new Shape(0, 2, 3));
        (none.Roll(2, 1) * 2).Compute().Shape.ShouldBe(new Shape(0, 3));
    }

    [Fact]
    public void A_single_number_beside_a_tensor_has_a_gradient_in_maximum_and_minimum()
    {
        Tensor x = Tensor.From([0.5f, 1.5f, 3f]), limit = Tensor.From(2f), weights = Tensor.From([1f, 10f, 100f]);
        IReadOnlyList<Tensor> ofMost = Gradients.Of((Tensor.Maximum(x, limit) * weights).Sum(), [x, limit]);
        ofMost[0].ToArray().ShouldBe([0, 0, 100]);
        ofMost[1].Item().ShouldBe(11);
        IReadOnlyList<Tensor> ofLeast = Gradients.Of((Tensor.Minimum(x, limit) * weights).Sum(), [x, limit]);
        ofLeast[0].ToArray().ShouldBe([1, 10, 0]);
        ofLeast[1].Item().ShouldBe(100);
        // d log(e^1 + e^1) = 1/2 for each.
        Tensor one = Tensor.From([1f]), other = Tensor.From(1f);
        Gradients.Of(Cornea.Ops.LogAddExp(one, other).Sum(), [one, other])[1].Item().ShouldBe(0.5f, 1e-6f);
    }

    [Theory]
    [InlineData(-1e20f, 0f, 0f)]
    [InlineData(1e20f, 1e20f, 1f)]
    [InlineData(-1e4f, 1e-4f, 1e-8f)]
    [InlineData(0f, 1f, 0.5f)]
    public void Squareplus_neither_overflows_nor_cancels(float at, float value, float slope)
    {
        var x = Tensor.From([at]);
        Tensor y = Activation.Squareplus.Apply(x);
        y.Item().ShouldBe(value, Math.Abs(value) * 1e-5f + 1e-19f);
        Gradients.Of(y.Sum(), [x])[0].Item().ShouldBe(slope, slope * 1e-4f + 1e-19f);
    }

    [Fact]
    public void Numbers_that_an_unsigned_type_does_not_hold_are_compared_as_they_are()
    {
        Tensor x = Tensor.From([0f, 200f]).Cast(DType.UInt8);
        (x > -1).ToArray<bool>().ShouldBe([true, true]);
        (x <= -3).ToArray<bool>().ShouldBe([false, false]);
        (x < 300).ToArray<bool>().ShouldBe([true, true]);
        x.EqualTo(-56).ToArray<bool>().ShouldBe([false, false]);
        x.Clip(-1, 1000).ToArray<byte>().ShouldBe([0, 200]);
        Tensor.Maximum(x, -1).ToArray<byte>().ShouldBe([0, 200]);
        Tensor.Minimum(x.Cast(DType.Int8), 200).ToArray<sbyte>().ShouldBe([0, -56]);
        Activation.HardSigmoid.Apply(x).ToArray().ShouldBe([0.5f, 1]);
        Activation.HardTanh.Apply(x).ToArray<float>().ShouldBe([0, 1]);
        Activation.SparsePlus.Apply(x).ToArray().ShouldBe([0.25f, 200]);
    }

    [Theory]
    [InlineData(1e20f, 1f)]
    [InlineData(-1e30f, 0f)]
    [InlineData(3e38f, 1f)]
    public void The_slope_of_the_approximate_gelu_is_a_number_far_from_zero(float at, float slope)
    {
        var x = Tensor.From([at]);
        Gradients.Of(new GeluActivation(Approximate: true).Apply(x).Sum(), [x])[0].Item().ShouldBe(slope);
    }

    [Fact]
    public void Weights_of_samples_in_a_column_fit_metrics_of_one_axis()
    {
        Tensor truth = Tensor.From([1f, 0, 1]), guess = Tensor.From([0.9f, 0.8f, 0.1f]), weights = Tensor.From([1f, 2, 5], [3, 1]);
        foreach (var metric in (Metric[])[new Precision(), new FalsePositives(), new FalseNegatives(), new Recall()])
        {
            new CompiledFunction([], [], metric.Update(truth, guess, weights)).Run();
            float expected = metric switch { Precision => 1 / 3f, FalsePositives => 2, FalseNegatives => 5, _ => 1 / 6f };
            metric.Result().Item().ShouldBe(expected, 1e-6f, metric.Name);
        }
    }
}
