using System.Text.RegularExpressions;

namespace Cornea.Torch;

/// <summary>Names of modules that torchvision has changed.</summary>
internal static partial class TorchNames
{
    /// <summary>The name of today.</summary>
    public static string OfToday(string name) => DenseLayer().Replace(name, "$1$2$3");

    // denselayer1.norm.1.weight is denselayer1.norm1.weight today.
    [GeneratedRegex(@"(denselayer\d+\.)(norm|relu|conv)\.([12])(?=\.)")]
    private static partial Regex DenseLayer();
}
