namespace Cornea.Training;

/// <summary>Finds where a loss that is not finite came from.</summary>
internal static class NotFinite
{
    public static TrainingWarning Explain(Model model, BatchPlan plan, int batch, int epoch, int step)
    {
        var where = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The loss is not a finite number after epoch {epoch + 1}, step {step + 1}");
        var bad = model.Weights.FirstOrDefault(weight => weight.Variable.DType == DType.Float32 && !AllFinite(weight.Variable.AsSpan<float>()));
        var what = bad is null ? "all weights are still finite" : $"the first weight that is not finite is '{bad.Variable.Name}'";
        return new TrainingWarning(TrainingWarningKind.NotFinite,
            $"{where}; {what}. Rows of that batch begin with {string.Join(", ", plan.RowsOf(batch)[..Math.Min(4, plan.SizeOf(batch))].ToArray())}. Use a smaller learning rate, clip gradients (clipNorm: 1), or check the data for NaN.");
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }
        return true;
    }
}
