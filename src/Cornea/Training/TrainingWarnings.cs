namespace Cornea.Training;

/// <summary>Warnings about steps that train nothing or not all of what they should.</summary>
internal static class TrainingWarnings
{
    private const int MostNames = 5;

    /// <summary>Weights whose values the loss does not depend on stay as they are.</summary>
    public static void OfGradients(Trainer trainer, StepGradients gradients)
    {
        var setup = trainer.RequireSetup("be trained");
        if (setup.LossStep is not null && setup.Optimizer is null)
            return;
        if (gradients.Variables.Count == 0)
        {
            setup.WarnOnce(trainer, TrainingWarningKind.NothingTrained,
                $"Model '{trainer.Model.Name}' has no weights that are trained, so Fit changes nothing. " +
                "Add layers with weights, or set Trainable and compile the model again.");
            return;
        }
        string[] missing = [.. gradients.Variables.Zip(gradients.Values).Where(pair => pair.Second is null).Select(pair =>
            pair.First.Name)];
        if (missing.Length > 0)
        {
            setup.WarnOnce(trainer, TrainingWarningKind.NothingTrained,
                $"The loss of model '{trainer.Model.Name}' does not depend on {Names(missing)}: there is no gradient, so training leaves " +
                "them alone. Connect them to an output that has a loss, or set Trainable to false.");
        }
    }

    /// <summary>Weights that were made before the model and used by a layer that does not track theirs.</summary>
    /// <param name="trainer">The model's trainer.</param>
    /// <param name="read">What its layers read.</param>
    public static void OfUnknown(Trainer trainer, IEnumerable<Variable> read)
    {
        var known = new HashSet<Variable>(
            trainer.Model.Weights.Select(weight => weight.Variable), ReferenceEqualityComparer.Instance);
        string[] unknown = [.. read.Where(variable => variable.Trainable && !known.Contains(variable)).Select(variable => variable.Name)];
        if (unknown.Length > 0)
        {
            trainer.RequireSetup("be trained").WarnOnce(trainer, TrainingWarningKind.NothingTrained,
                $"Model '{trainer.Model.Name}' uses {Names(unknown)} without knowing them: they are neither trained nor saved. Track " +
                "their layer in the constructor of the layer that holds it, or set Trainable to false.");
        }
    }

    /// <summary>What is trained was decided when the model was compiled.</summary>
    public static void OfChanges(Trainer trainer)
    {
        var setup = trainer.RequireSetup("be trained");
        if (setup.Trained.Changed(trainer.Model) is { Count: > 0 } changed)
        {
            setup.WarnOnce(trainer, TrainingWarningKind.TrainableChanged,
                $"Trainable of {Names(changed)} was changed since model '{trainer.Model.Name}' was compiled. It is trained as it was " +
                "compiled; call Compile again for the change to take effect.");
        }
    }

    private static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames).Select(name => $"'{name}'")) + (names.Count > MostNames ? ", ..." : "");
}
