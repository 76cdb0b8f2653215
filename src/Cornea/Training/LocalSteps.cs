namespace Cornea.Training;

/// <summary>Runs each step as one compiled function in this process.</summary>
internal sealed class LocalSteps : StepRunner
{
    public override void Prepare(BatchSource source) => source.Load();

    public override StopWish Train(BatchSource source, long key, StopWish wish)
    {
        var function = source.Load();
        function.Input<long>(function.Inputs.Count - 1)[0] = key;
        function.Run();
        return wish;
    }

    public override void Test(BatchSource source) => source.Load().Run();
}
