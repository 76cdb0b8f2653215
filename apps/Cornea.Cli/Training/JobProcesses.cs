using Cornea.Cli.Output;
using Cornea.Distribution;

namespace Cornea.Cli.Training;

/// <summary>Runs a training in all processes that a launcher such as mpirun started, or in this one alone.</summary>
internal static class JobProcesses
{
    /// <summary>Joins the other processes, where there are some, and runs.</summary>
    /// <param name="options">What was asked.</param>
    /// <param name="output">Where the first process writes; the others are silent.</param>
    /// <param name="run">The training, with the processes it shares its work with; null where it trains alone.</param>
    /// <returns>The exit code.</returns>
    public static int Run(TrainOptions options, CommandOutput output, Func<DataParallel?, CommandOutput, int> run)
    {
        using var processes = Mpi.Init(new MpiOptions { Timeout = options.Timeout });
        if (processes.Size == 1 && options.Shards is null)
            return run(null, output);
        try
        {
            return run(Strategy(processes, options), processes.Rank == 0 ? output : output.Silent());
        }
        catch (Exception exception)
        {
            // The others wait for this process: they have to end with it.
            var (code, message) = Failure.Explain(exception);
            processes.Fail(message, code);
            throw;
        }
    }

    private static DataParallel Strategy(ICollective processes, TrainOptions options) => options.Shards < processes.Size
        ? throw new CommandException(ExitCode.Usage,
            $"--shards {options.Shards} leaves some of {processes.Size} processes without work. Give as many shards as processes or more, "
                + "a multiple at best.")
        : new DataParallel(processes, options.Shards) { ShardsOptimizer = options.ShardOptimizer };
}
