namespace Cornea;

/// <summary>A layer of the network in a file; nothing is made of it.</summary>
/// <param name="Name">Its name; empty where the file gives it none.</param>
/// <param name="ClassName">Its class as the file calls it, such as <c>Conv2D</c> or <c>shop&gt;Scale</c>.</param>
/// <param name="Depth">0 for layers of the model, 1 for those of a model inside it, and so on.</param>
public sealed record StoredLayerDescription(string Name, string ClassName, int Depth);
