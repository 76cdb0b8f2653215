using System.Text.Json;

namespace Cornea.Studio.Training;

/// <summary>A layer as the editor sends it: a class of Keras's and the part of its configuration that was set.</summary>
/// <param name="Class">The class, such as <c>Conv2D</c>.</param>
/// <param name="Config">Its arguments under Keras's names; an object.</param>
internal sealed record LayerSpec(string? Class, JsonElement Config);
