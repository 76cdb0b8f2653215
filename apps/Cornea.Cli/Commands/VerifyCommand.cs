using System.CommandLine;
using Cornea.Cli.Help;
using Cornea.Cli.Inspecting;
using Cornea.Cli.Options;
using Cornea.Cli.Output;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea verify</c>: reads a file to its end and says whether it is sound.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files of networks, weights or arrays, or folders of runs.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = ValueOptions.Switch("--json", "Print the findings as one JSON object.");
        var command = new ToolCommand("verify",
            "Read files to their end: checksums, shapes, and whether all values are numbers. Exit code 3 for a damaged file, 6 where "
                + "values are NaN or infinite.",
            new("cornea verify model.keras"), new("cornea verify runs/adam weights.safetensors"))
        {
            files, json,
        };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result, result.GetValue(json));
            // One that is damaged keeps nothing of the others from being told.
            Finding[] found = [.. result.GetValue(files)!.Select(Verified)];
            if (output.Json)
                WriteJson(output, found);
            else
                Write(output, found);
            return found.Select(file => file.Fault?.Code).FirstOrDefault(code => code is not null)
                ?? (found.All(file => file.NotFinite.Count == 0) ? ExitCode.Success : ExitCode.CheckFailed);
        });
        return command;
    }

    private static Finding Verified(string file)
    {
        try
        {
            var path = FileInspection.FileOf(file);
            return new(path, NotFinite(path), null);
        }
        catch (Exception exception) when (Failure.Explain(exception) is { Code: not ExitCode.Unexpected } fault)
        {
            return new(file, new Dictionary<string, long>(), fault);
        }
    }

    private static IReadOnlyDictionary<string, long> NotFinite(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".npy" or ".npz"
            ? FileInspection.Values(path).Where(entry => entry.Value.NotFinite > 0)
                .ToDictionary(entry => entry.Key, entry => entry.Value.NotFinite)
            : ModelFile.Verify(path).NotFinite;

    private static void Write(CommandOutput output, Finding[] found)
    {
        foreach (var (path, notFinite, fault) in found)
        {
            if (fault is { Message: var message })
            {
                output.Log.WriteLine($"cornea: {message}");
                continue;
            }
            output.Result.WriteLine(notFinite.Count == 0 ? $"{path}: sound" : $"{path}: values that are no numbers");
            foreach (var (name, count) in notFinite)
                output.Result.WriteLine($"  {name}: {Sizes.Count(count)}");
        }
    }

    private static void WriteJson(CommandOutput output, Finding[] found) =>
        output.WriteJson(json =>
        {
            json.WriteStartArray("files");
            foreach (var (path, notFinite, fault) in found)
            {
                json.WriteStartObject();
                json.WriteString("path", path);
                json.WriteBoolean("sound", fault is null && notFinite.Count == 0);
                if (fault is { Message: var message })
                    json.WriteString("fault", message);
                json.WriteStartObject("not_finite");
                foreach (var (name, count) in notFinite)
                    json.WriteNumber(name, count);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    // What a file was found to be: sound where it has neither values that are no numbers nor a fault.
    private sealed record Finding(string Path, IReadOnlyDictionary<string, long> NotFinite, (int Code, string Message)? Fault);
}
