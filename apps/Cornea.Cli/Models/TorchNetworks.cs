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
    /// <param name="name">What it is said to be, such as <c>ResNet50</c>; whatever it is where null.</param>
    /// <param name="sample">The shape of an image; 224 x 224 in colour where null.</param>
    public static Model Read(string path, string? name, Shape? sample)
    {
        var model = TorchModels.From(TorchStateDict.Read(path), sample ?? new Shape([224, 224, 3]));
        if (name is not null && Family(name) != Family(model.Name))
        {
            throw new CommandException(ExitCode.Usage,
                $"'{path}' was said to be of '{name}', but its names are those of torchvision's {model.Name}. Leave out --as.");
        }
        return model;
    }

    // ResNet50, resnext50_32x4d and wide_resnet50_2 are of one family.
    private static string Family(string name)
    {
        var letters = new string([.. name.ToLowerInvariant().Replace("_", "").Replace("wide", "").TakeWhile(char.IsLetter)]);
        return letters switch
        {
            "resnext" => "resnet",
            "mobilenetv" => "mobilenet",
            "efficientnetb" => "efficientnet",
            _ => letters,
        };
    }
}
