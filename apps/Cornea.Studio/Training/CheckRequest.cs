namespace Cornea.Studio.Training;

/// <summary>Layers whose shapes, parameters and errors are asked for.</summary>
internal sealed record CheckRequest(LayerSpec[]? Layers);
