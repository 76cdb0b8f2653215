namespace Cornea.Training;

/// <summary>Reads the running figures of a model from their accumulators.</summary>
internal sealed class Readout(Model model, TrainingSetup setup)
{
    /// <summary>Names and values in the order of Keras's evaluate.</summary>
    public (IReadOnlyList<string> Names, double[] Values) Read()
    {
        var (names, function) = model.Steps.Readout(model, setup);
        function.Run();
        var values = new double[names.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = function.Output<float>(i)[0];
        return (names, values);
    }

    /// <summary>Puts the figures into logs in alphabetical order, as Keras sorts them.</summary>
    public void Fill(Logs logs, string prefix = "")
    {
        var (names, values) = Read();
        foreach (var (name, value) in names.Zip(values).OrderBy(pair => pair.First, StringComparer.Ordinal))
            logs.Put(prefix + name, value);
    }

    /// <summary>Whether the running loss is a finite number; costs a look at memory.</summary>
    public bool IsFinite => float.IsFinite(setup.LossTracker.Total.AsSpan<float>()[0]);
}
