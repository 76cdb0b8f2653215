namespace Cornea.Training;

/// <summary>Reads the metrics of a run from their accumulators.</summary>
internal sealed class MetricReader(Trainer trainer, MetricSession session)
{
    /// <summary>Names and values in the order of Keras's evaluate.</summary>
    public (IReadOnlyList<string> Names, double[] Values) Read()
    {
        lock (trainer.Gate)
        {
            var setup = trainer.RequireSetup("be read");
            setup.Enter(session);
            var (names, function) = trainer.Steps.Results(trainer);
            function.Run();
            var values = new double[names.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = function.Output<float>(i)[0];
            return (names, values);
        }
    }

    /// <summary>Puts the metrics into logs in alphabetical order, as Keras sorts them.</summary>
    public void Fill(Logs logs, string prefix = "")
    {
        var (names, values) = Read();
        foreach (var (name, value) in names.Zip(values).OrderBy(pair => pair.First, StringComparer.Ordinal))
            logs.Put(prefix + name, value);
    }
}
