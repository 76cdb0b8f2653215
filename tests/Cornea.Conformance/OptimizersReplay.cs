using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>optimizers.json: eight steps on two variables, and the slots at the end.</summary>
public sealed class OptimizersReplay : Replay
{
    public override string File => "optimizers.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var className = test.Text("class_name");
        var optimizer = KerasObjects.Optimizer(className, test.GetProperty("kwargs"));
        // The file's own tolerances: iterated matrix products and quotients of tiny numbers are less exact in float32.
        var tolerance = className is "Adafactor" or "Muon" or "Nadam" ? 1e-4 : 1e-5;
        Variable[] variables =
            [.. test.GetProperty("variables").EnumerateArray()
            .Select(variable => new Variable(variable.GetProperty("value").Tensor(), variable.Text("name")))];
        if (test.Optional("constraint") is { } constraint)
        {
            var made = KerasObjects.Constraint(constraint[0].GetString()!, constraint[1]);
            optimizer.Constraints = variables.ToDictionary(variable => variable, _ => made);
        }
        if (test.Optional("exclude_from_weight_decay") is { } names)
            optimizer.ExcludeFromWeightDecay([.. names.EnumerateArray().Select(name => name.GetString()!)]);

        Tensor[] inputs = [.. variables.Select(variable => Tensor.Input(variable.Shape, variable.DType, variable.Name))];
        var function = new CompiledFunction(inputs, [], optimizer.Apply(inputs, variables));
        var values = test.GetProperty("values");
        foreach (var (step, gradients) in test.GetProperty("gradients").EnumerateArray().Index())
        {
            if (test.Optional("new_learning_rate") is { } change && change[0].GetInt32() == step)
                optimizer.LearningRateValue = change[1].GetDouble();
            function.Call([.. gradients.EnumerateArray().Select(gradient => gradient.Tensor())]);
            foreach (var (i, variable) in variables.Index())
                comparison.Near($"{variable.Name} after step {step + 1}", variable.ToTensor(), values[step][i], tolerance);
        }

        var slots = test.GetProperty("slots").EnumerateArray().ToList();
        comparison.Same("slots", string.Join(' ', optimizer.Variables.Select(slot => slot.Name)),
            string.Join(' ', slots.Select(slot => slot.Text("name"))));
        foreach (var (slot, expected) in optimizer.Variables.Zip(slots))
        {
            comparison.Same($"{slot.Name}: element type", slot.DType.Name(), expected.Text("dtype"));
            comparison.Near(slot.Name, slot.ToTensor(), expected.GetProperty("value"), tolerance);
        }
        comparison.Near("learning rate", optimizer.LearningRateValue, test.Number("learning_rate"), 1e-6);
        if (test.Optional("finalized_values") is not { } finalized)
            return;
        optimizer.FinalizeVariables();
        foreach (var (i, variable) in variables.Index())
            comparison.Near($"{variable.Name} at the end", variable.ToTensor(), finalized[i], tolerance);
    }
}
