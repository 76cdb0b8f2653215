using System.CommandLine;
using Cornea.Cli.Data;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Cli.Output;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea data verify</c>: reads all of the data and tells what cannot be trained on.</summary>
internal static class DataVerifyCommand
{
    public static Command Create(StopSignals stop)
    {
        var name = new Argument<string>("NAME|PATH") { Description = "The data, as 'cornea train' takes them." };
        var target = ValueOptions.Text("--target", null, "COLUMN", "The column of a .csv file that is to be predicted.");
        var json = ValueOptions.Switch("--json", "Print it as one JSON object: schema, name, read, problems.");
        var command = new ToolCommand("verify", "Read all of the data and tell what is damaged, missing or no number.",
            new("cornea data verify mnist"), new("cornea data verify flowers", "reads every picture of a folder"))
        {
            Notes = ["Ends with 6 where something is wrong."],
        };
        command.Add(name);
        command.Add(target);
        command.Add(json);
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result, result.GetValue(json));
            var wanted = result.GetValue(name)!;
            var found = DataVerification.Of(new DataRequest(wanted) { Target = result.GetValue(target) }, output.Log, stop.Token);
            if (output.Json)
                WriteJson(output, wanted, found);
            else
                Write(output, wanted, found);
            return stop.Token.IsCancellationRequested ? stop.ExitCode : found.Problems.Count > 0 ? ExitCode.CheckFailed : ExitCode.Success;
        });
        return command;
    }

    private static void Write(CommandOutput output, string name, DataVerification found)
    {
        foreach (var problem in found.Problems)
            output.Result.WriteLine(problem);
        output.Result.WriteLine(found.Problems.Count == 0 ? $"{name} is right: {found.Read}."
            : $"{name} has {Sizes.Count(found.Problems.Count)} problem{(found.Problems.Count == 1 ? "" : "s")}: {found.Read}.");
    }

    private static void WriteJson(CommandOutput output, string name, DataVerification found) => output.WriteJson(json =>
    {
        json.WriteString("name", name);
        json.WriteString("read", found.Read);
        json.WriteStartArray("problems");
        foreach (var problem in found.Problems)
            json.WriteStringValue(problem);
        json.WriteEndArray();
    });
}
