using Shouldly;

namespace Cornea.Tests.Layers;

/// <summary>What has to hold for every layer of the registry: a new layer is checked by existing.</summary>
public sealed class LayerCheckTests
{
    public static TheoryData<string> Classes =>
        [.. Registry.Classes.Where(entry => entry.Kind == ClassKind.Layer && !typeof(Model).IsAssignableFrom(entry.Type))
        .Select(entry => entry.ClassName)];

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_layer_keeps_to_what_every_layer_does(string className)
    {
        Registry.TryGet(ClassKind.Layer, className, out var entry).ShouldBeTrue();
        var config = LayerCheck.Configuration(entry!);
        var layer = LayerCheck.Make(entry!, config);

        // Configuration: out and in again is the same, and so is what a clone says.
        var written = Registry.GetConfig(layer);
        Registry.GetConfig(Registry.FromConfig(ClassKind.Layer, className, written)).ShouldBe(written);
        Registry.GetConfig(layer.Clone()).ShouldBe(written);

        // Shapes: what is computed has the shape that was said.
        var (shapes, dtype) = LayerCheck.InputsOf(entry!, config);
        var inputs = LayerCheck.Inputs(shapes, dtype, 1);
        var said = LayerCheck.Make(entry!, config).ComputeOutputShape([.. shapes]);
        var outputs = layer.Apply(inputs);
        outputs.Select(output => output.Shape).ShouldBe(said);

        // Weights: those of a clone have the same names and shapes.
        var clone = layer.Clone();
        clone.Apply(inputs);
        clone.Weights.Select(weight => (weight.Name, weight.Variable.Shape))
            .ShouldBe(layer.Weights.Select(weight => (weight.Name, weight.Variable.Shape)));
        clone.SetWeights(layer.GetWeights());
        if (!outputs.Any(output => output.DType == DType.Bool))
            clone.Apply(inputs).Zip(outputs).ShouldAllBe(pair => pair.First.ToArray().SequenceEqual(pair.Second.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Gradients_agree_with_central_differences(string className) =>
        Holds(className, LayerProperty.Gradient, LayerProperties.Gradient);

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_sample_does_not_depend_on_the_rest_of_its_batch(string className) =>
        Holds(className, LayerProperty.Batch, LayerProperties.Batch);

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_mask_goes_on_where_masking_is_supported_and_ends_elsewhere(string className) =>
        Holds(className, LayerProperty.Mask, LayerProperties.Mask);

    [Theory]
    [MemberData(nameof(Classes))]
    public void A_step_of_training_changes_every_trainable_weight(string className) =>
        Holds(className, LayerProperty.Training, LayerProperties.Training);

    [Theory]
    [MemberData(nameof(Classes))]
    public void Large_inputs_give_what_doubles_give(string className) =>
        Holds(className, LayerProperty.Scale, LargeInputs.Check);

    [Fact]
    public void Exceptions_name_layers_of_the_registry() =>
        LayerExceptions.Classes.Except(Registry.Names(ClassKind.Layer)).ShouldBeEmpty();

    /// <summary>A property holds, or does not hold where an exception is made.</summary>
    internal static void Holds(string className, LayerProperty property, Func<ClassEntry, string?> check)
    {
        Registry.TryGet(ClassKind.Layer, className, out var entry).ShouldBeTrue();
        var fault = check(entry!);
        if (LayerExceptions.Reason(className, property) is { } reason)
            fault.ShouldNotBeNull($"{className} has the property {property}: take away the exception '{reason}'.");
        else
            fault.ShouldBeNull($"{className}: {fault}");
    }
}
