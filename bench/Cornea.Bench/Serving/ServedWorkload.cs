namespace Cornea.Bench.Serving;

/// <summary>The lecture's dense network with random weights, and samples for it.</summary>
internal static class ServedWorkload
{
    public static Sequential Model(long seed = 0) => new(seed: seed)
    {
        new Dense(512, Activation.Relu, inputDim: 784),
        new Dense(256, Activation.Relu),
        new Dense(128, Activation.Relu),
        new Dense(32, Activation.Relu),
        new Dense(10, Activation.Softmax),
    };

    public static float[][] Samples(int count, int length = 784)
    {
        var random = new System.Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, length).Select(_ => random.NextSingle()).ToArray())];
    }

    /// <summary>What each sample gets alone.</summary>
    public static float[][] Expected(Model model, float[][] samples)
    {
        var predictor = model.Prepare(options: CompileOptions.Default with { Threads = 1 });
        return [.. samples.Select(sample => predictor.Predict(sample).ToArray())];
    }

    public static bool Close(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(actual[i] - expected[i]) <= 1e-6f))
                return false;
        }
        return actual.Length == expected.Length;
    }

    /// <summary>Megabytes that are alive on the managed heap, and that the process has resident.</summary>
    public static (double Managed, double Resident) Memory()
    {
        var managed = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return (managed, process.WorkingSet64 / 1e6);
    }
}
