using Shouldly;

namespace Cornea.Tests;

public sealed class DTypePolicyTests
{
    [Theory]
    [InlineData("float32", DType.Float32, DType.Float32)]
    [InlineData("float64", DType.Float64, DType.Float64)]
    [InlineData("mixed_float16", DType.Float16, DType.Float32)]
    [InlineData("mixed_bfloat16", DType.BFloat16, DType.Float32)]
    [InlineData("float16", DType.Float16, DType.Float16)]
    [InlineData("bfloat16", DType.BFloat16, DType.BFloat16)]
    [InlineData("int64", DType.Int64, DType.Int64)]
    public void A_name_says_both_types(string name, DType compute, DType variable)
    {
        DTypePolicy policy = name;
        (policy.Name, policy.ComputeDType, policy.VariableDType).ShouldBe((name, compute, variable));
        policy.ShouldBe(new DTypePolicy(name));
        policy.ToString().ShouldBe(name);
    }

    [Fact]
    public void An_element_type_is_a_policy()
    {
        DTypePolicy policy = DType.Float16;
        policy.ShouldBe(DTypePolicy.Float16);
        policy.ShouldNotBe(DTypePolicy.MixedFloat16);
    }

    [Theory]
    [InlineData("mixed_flaot16", "mixed_float16")]
    [InlineData("mixed_float32", "mixed_float16")]
    [InlineData("Float32", "float32")]
    public void A_wrong_name_is_refused_with_the_near_one(string name, string near)
    {
        var exception = Should.Throw<ArgumentException>(() => new DTypePolicy(name));
        exception.Message.ShouldContain($"received '{name}'");
        exception.Message.ShouldContain($"Did you mean '{near}'?");
    }

    [Fact]
    public void A_name_far_from_all_gets_no_suggestion() =>
        Should.Throw<ArgumentException>(() => new DTypePolicy("quadruple")).Message.ShouldNotContain("Did you mean");

    [Fact]
    public void A_layer_has_the_default_policy_or_its_own()
    {
        new Plain().DTypePolicy.ShouldBe(DTypePolicy.Float32);
        var layer = new Plain(dtype: "mixed_bfloat16", trainable: false);
        layer.DTypePolicy.ShouldBe(DTypePolicy.MixedBFloat16);
        layer.Trainable.ShouldBeFalse();
        ((Plain)layer.Clone()).DTypePolicy.ShouldBe(DTypePolicy.MixedBFloat16);
    }

    [Fact]
    public void The_default_is_never_null() => Should.Throw<ArgumentNullException>(() => DTypePolicy.Default = null!);

    private sealed class Plain(string? name = null, bool trainable = true, DTypePolicy? dtype = null) : Layer(name, trainable, dtype)
    {
        public override Tensors Call(Tensors inputs, CallContext context) => inputs;
    }
}
