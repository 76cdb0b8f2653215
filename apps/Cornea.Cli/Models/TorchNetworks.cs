using Cornea.Torch;

namespace Cornea.Cli.Models;

/// <summary>Networks of PyTorch's state dicts.</summary>
internal static class TorchNetworks
{
    private static readonly string[] Endings = [".pt", ".pth", ".ckpt", ".pkl"];

    /// <summary>Whether a file is one of PyTorch's: by its name, or as safetensors with PyTorch's names of weights.</summary>
    public static bool IsStateDict(string path)
    {
        if (!File.Exists(path))
            return false;
        if (Endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
            return true;
        return path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
            && ModelFile.Inspect(path).Weights.Any(weight => weight.Path.EndsWith(".weight", StringComparison.Ordinal));
    }

    /// <summary>The network of a state dict of torchvision.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What it is said to be, such as <c>ResNet50</c>, or the family alone; whatever it is where null.</param>
    /// <param name="sample">The shape of an image; 224 x 224 in colour where null.</param>
    public static Model Read(string path, string? name, Shape? sample)
    {
        var state = TorchStateDict.Read(path);
        var model = TorchModels.From(state, sample ?? new Shape([224, 224, 3]));
        if (name is null || TorchMember.Plain(name) == TorchMember.Plain(model.Name))
            return model;
        var (member, description) = TorchMember.Of(state, model.Name);
        if (member is null ? !TorchMember.IsOfOtherWidth(name, description) : TorchMember.Plain(name) != TorchMember.Plain(member))
        {
            throw new CommandException(ExitCode.Usage,
                $"'{path}' was said to be of '{name}', but its tensors are those of torchvision's {member ?? "family " + model.Name}: a "
                    + $"{description}. Leave out --as{(member is null ? ", or name the family" : "")}.");
        }
        return model;
    }
}
