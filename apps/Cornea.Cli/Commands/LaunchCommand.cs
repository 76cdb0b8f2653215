using System.CommandLine;
using Cornea.Cli.Help;
using Cornea.Cli.Launching;
using Cornea.Cli.Options;
using Cornea.Cli.Output;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea launch</c>: starts a training in several processes under MPI, and again where it fails.</summary>
internal static class LaunchCommand
{
    public static Command Create(StopSignals stop)
    {
        var arguments = new Argument<string[]>("COMMAND")
        {
            Description = "The training: train or resume, and its options, behind --.",
            Arity = ArgumentArity.OneOrMore,
        };
        var processes = ValueOptions.Integer("--processes", 2, 1, 65536, "Processes to start.");
        processes.Aliases.Add("-n");
        var restarts = ValueOptions.Integer("--restart", 0, 0, 1_000_000,
            "Start it again up to N times where it fails, from its last checkpoint.");
        var launcher = ValueOptions.Text("--mpirun", "mpirun", "COMMAND",
            "The launcher of the machines' MPI, with options of its own where it needs some: \"mpirun --hostfile hosts\".");
        var command = new ToolCommand("launch", "Train in several processes under MPI, and go on where one fails.",
            new("cornea launch -n 4 --restart 3 -- train --data mnist --model cnn --shards 8"),
            new("cornea launch -n 4 --mpirun \"mpirun --oversubscribe\" -- train --epochs 5", "more processes than cores"))
        {
            Notes =
            [
                "A training that was started again ends with the same bits as one that was not disturbed. What fails for the same reason "
                    + "each time, such as data that are not there, is not started again. On several machines --out has to be a folder "
                    + "that all of them see.",
            ],
        };
        command.Add(arguments);
        Option[] all = [processes, restarts, launcher];
        foreach (var option in all)
            command.Add(option);
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var job = new Job(result.GetValue(launcher)!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                (int)result.GetValue(processes), CommandOutput.Of(result), stop);
            return job.Run(new JobArguments(result.GetValue(arguments)!, DateTime.UtcNow), (int)result.GetValue(restarts));
        });
        return command;
    }
}
