using System.CommandLine;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Studio;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea studio</c>: serves the page on which networks are trained and looked into.</summary>
internal static class StudioCommand
{
    public static Command Create(StopSignals stop)
    {
        var port = ValueOptions.Integer("--port", 0, 0, 65535, "The port of the loopback address; a free one for 0.");
        var runs = ValueOptions.Text("--runs", "runs", "FOLDER", "The folder in which runs are kept.");
        var command = new ToolCommand("studio", "Open Cornea Studio, the page that trains networks and shows what is inside.",
            new("cornea studio", "at a free port of this machine"), new("cornea studio --port 6006 --runs experiments"))
        {
            port, runs,
        };
        command.SetAction(result => Serve(
            new StudioOptions(result.GetValue(runs)!) { Port = (int)result.GetValue(port) }, result.InvocationConfiguration.Output, stop));
        return command;
    }

    private static int Serve(StudioOptions options, TextWriter output, StopSignals stop)
    {
        // The console has no synchronization context: waiting here holds up nobody.
        using var ended = new ManualResetEventSlim();
        using var registration = stop.Token.Register(ended.Set);
        var server = StudioServer.StartAsync(options).GetAwaiter().GetResult();
        try
        {
            output.WriteLine($"Cornea Studio is at {server.Address} (Ctrl-C ends it)");
            output.Flush();
            ended.Wait();
        }
        finally
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        return stop.ExitCode;
    }
}
