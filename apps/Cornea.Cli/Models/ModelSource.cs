using Cornea.Cli.Inspecting;
using Cornea.Formats.TensorFlowJs;

namespace Cornea.Cli.Models;

/// <summary>Finds the network of a name or a path.</summary>
internal static class ModelSource
{
    /// <summary>A network to be trained, or shown without data.</summary>
    /// <param name="name">The name of a built-in network, a file with a network, or a JSON file of layers.</param>
    /// <param name="request">What it is for.</param>
    /// <param name="note">Is told of remarks on a file.</param>
    public static Model Create(string name, ModelRequest request, Action<string> note)
    {
        if (BuiltInModels.Find(name) is { } known)
            return known.Create(request);
        if (!File.Exists(name) && !Directory.Exists(name))
            throw Missing(name);
        return name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            && !name.EndsWith(".weights.json", StringComparison.OrdinalIgnoreCase) && !TensorFlowJsFile.Describes(name)
            ? LayerListFile.Read(name, request) : Load(name, note);
    }

    /// <summary>A network with its weights: a file, or the folder of a run.</summary>
    public static Model Load(string path, Action<string> note)
    {
        if (RunFolder.Exists(path))
        {
            var run = RunFolder.Open(path);
            if (!File.Exists(run.ModelPath))
            {
                throw new CommandException(ExitCode.Data,
                    $"the run '{path}' has no network yet: '{Path.GetFileName(run.ModelPath)}' is written when its training ends. "
                        + $"Go on with it: cornea resume {path}");
            }
            return Model.Load(run.ModelPath, new LoadOptions { Noted = note });
        }
        if (!File.Exists(path) && !Directory.Exists(path))
            throw Missing(path);
        path = FileInspection.FileOf(path);
        if (TorchNetworks.IsStateDict(path))
            return TorchNetworks.Read(path, null, null);
        return Model.Load(path, new LoadOptions { Noted = note });
    }

    private static CommandException Missing(string name)
    {
        var near = DidYouMean.Suggest(name, BuiltInModels.Names);
        return new CommandException(ExitCode.Data,
            $"cannot find the network '{name}': no built-in network has that name, and there is no file or folder "
                + $"'{Path.GetFullPath(name)}'. "
            + (near is null ? $"Built in are {BuiltInModels.OwnNames} and Keras's applications (cornea summary --list)."
                : $"Did you mean '{near}'?"));
    }
}
