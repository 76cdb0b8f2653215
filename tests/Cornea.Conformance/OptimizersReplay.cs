using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>optimizers.json: eight steps on two variables, and the slots at the end.</summary>
public sealed class OptimizersReplay : Replay
{
    public override string File => "optimizers.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var className = test.Text("class_name");
        var optimizer = Make(className, test.GetProperty("kwargs"));
        // The file's own tolerances: iterated matrix products and quotients of tiny numbers are less exact in float32.
        var tolerance = className is "Adafactor" or "Muon" or "Nadam" ? 1e-4 : 1e-5;
        Variable[] variables = [.. test.GetProperty("variables").EnumerateArray().Select(variable => new Variable(variable.GetProperty("value").Tensor(), variable.Text("name")))];
        if (test.Optional("constraint") is { } constraint)
        {
            var made = ConstraintsReplay.Make(constraint[0].GetString()!, constraint[1]);
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
        comparison.Same("slots", string.Join(' ', optimizer.Variables.Select(slot => slot.Name)), string.Join(' ', slots.Select(slot => slot.Text("name"))));
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

    /// <summary>The optimizer of a class name and constructor arguments.</summary>
    public static Optimizer Make(string className, JsonElement kwargs)
    {
        var (rate, decay) = (Rate(kwargs), Maybe(kwargs, "weight_decay"));
        var (norm, value, global) = (Maybe(kwargs, "clipnorm"), Maybe(kwargs, "clipvalue"), Maybe(kwargs, "global_clipnorm"));
        var (ema, momentum, overwrite) = (kwargs.Flag("use_ema"), kwargs.Number("ema_momentum", 0.99), kwargs.Optional("ema_overwrite_frequency")?.GetInt32());
        var (scale, steps) = (Maybe(kwargs, "loss_scale_factor"), kwargs.Optional("gradient_accumulation_steps")?.GetInt32());
        var (beta1, beta2) = (kwargs.Number("beta_1", 0.9), kwargs.Number("beta_2", className == "Lion" ? 0.99 : 0.999));
        var epsilon = kwargs.Number("epsilon", className == "ScheduleFreeAdamW" ? 1e-8 : 1e-7);
        return className switch
        {
            "SGD" => new SGD(rate, kwargs.Number("momentum", 0), kwargs.Flag("nesterov"), decay, norm, value, global, ema, momentum, overwrite, scale, steps),
            "RMSprop" => new RMSprop(
                rate, kwargs.Number("rho", 0.9), kwargs.Number("momentum", 0), epsilon, kwargs.Flag("centered"), decay, norm, value,
                global, ema, momentum, overwrite, scale, steps),
            "Adam" => new Adam(rate, beta1, beta2, epsilon, kwargs.Flag("amsgrad"), decay, norm, value, global, ema, momentum, overwrite, scale, steps),
            "AdamW" => new AdamW(rate, beta1, beta2, epsilon, kwargs.Flag("amsgrad"), decay ?? 0.004, norm, value, global, ema, momentum, overwrite, scale, steps),
            "Adamax" => new Adamax(rate, beta1, beta2, epsilon, decay, norm, value, global, ema, momentum, overwrite, scale, steps),
            "Nadam" => new Nadam(rate, beta1, beta2, epsilon, decay, norm, value, global, ema, momentum, overwrite, scale, steps),
            "Adagrad" => new Adagrad(rate, kwargs.Number("initial_accumulator_value", 0.1), epsilon, decay, norm, value, global, ema, momentum, overwrite, scale, steps),
            "Adadelta" => new Adadelta(rate, kwargs.Number("rho", 0.95), epsilon, decay, norm, value, global, ema, momentum, overwrite, scale, steps),
            "Lion" => new Lion(rate, beta1, beta2, decay, norm, value, global, ema, momentum, overwrite, scale, steps),
            "Lamb" => new Lamb(rate, beta1, beta2, epsilon, decay, norm, value, global, ema, momentum, overwrite, scale, steps),
            "Ftrl" => new Ftrl(
                rate, kwargs.Number("learning_rate_power", -0.5), kwargs.Number("initial_accumulator_value", 0.1),
                kwargs.Number("l1_regularization_strength", 0),
                kwargs.Number("l2_regularization_strength", 0), kwargs.Number("l2_shrinkage_regularization_strength", 0), kwargs.Number("beta", 0),
                decay, norm, value, global, ema, momentum, overwrite, scale, steps),
            "Adafactor" => new Adafactor(
                rate, kwargs.Number("beta_2_decay", -0.8), kwargs.Number("epsilon_1", 1e-30), kwargs.Number("epsilon_2", 1e-3),
                kwargs.Number("clip_threshold", 1),
                kwargs.Flag("relative_step", true), decay, norm, value, global, ema, momentum, overwrite, scale, steps),
            "Muon" => new Muon(
                rate, momentum: kwargs.Number("momentum", 0.95), nesterov: kwargs.Flag("nesterov", true), weightDecay: decay ?? 0.004,
                clipNorm: norm,
                clipValue: value, globalClipNorm: global, useEma: ema, emaMomentum: momentum, emaOverwriteFrequency: overwrite,
                lossScaleFactor: scale,
                gradientAccumulationSteps: steps),
            "ScheduleFreeAdamW" => new ScheduleFreeAdamW(
                rate, beta1, beta2, epsilon, kwargs.Whole("warmup_steps", 0), decay, norm, value, global, ema, momentum, overwrite, scale,
                steps),
            _ => throw new UnsupportedCaseException(className),
        };
    }

    private static double? Maybe(JsonElement kwargs, string name) => kwargs.Optional(name)?.Number();

    private static LearningRate Rate(JsonElement kwargs) => kwargs.Optional("learning_rate") switch
    {
        null => default(LearningRate),
        { ValueKind: JsonValueKind.Object } schedule => SchedulesReplay.Make(schedule.Text("class_name"), schedule.GetProperty("kwargs")),
        { } number => number.GetDouble(),
    };
}
