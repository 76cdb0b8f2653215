namespace Cornea.Tests.Layers;

/// <summary>Every layer of the registry under other policies. The default policy is the process's, so these run alone.</summary>
[Collection(nameof(AloneCollection))]
public sealed class LayerPolicyTests
{
    public static TheoryData<string> Classes => LayerCheckTests.Classes;

    [Theory]
    [MemberData(nameof(Classes))]
    public void Outputs_are_finite_and_of_the_compute_type(string className)
    {
        foreach (var policy in new[] { DTypePolicy.Float64, DTypePolicy.MixedFloat16, DTypePolicy.MixedBFloat16 })
            LayerCheckTests.Holds(className, LayerProperty.Policy, entry => LayerProperties.Policy(entry, policy));
    }
}
