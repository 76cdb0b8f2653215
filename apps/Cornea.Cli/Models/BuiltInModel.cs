using Cornea.Cli.Data;

namespace Cornea.Cli.Models;

/// <summary>A network with a name.</summary>
/// <param name="Name">What is typed.</param>
/// <param name="Says">What it is.</param>
/// <param name="Sample">The shape of samples it is shown with where no data are given.</param>
/// <param name="Pixels">The range of pixels it was made for.</param>
/// <param name="Create">Makes it for samples, classes (0 for a number) and a seed.</param>
internal sealed record BuiltInModel(
    string Name, string Says, Shape Sample, PixelRange Pixels, Func<ModelRequest, Model> Create);
