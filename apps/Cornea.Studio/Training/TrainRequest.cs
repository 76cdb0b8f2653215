namespace Cornea.Studio.Training;

/// <summary>What a training is started with.</summary>
/// <param name="Name">What people call it; a name is made where empty.</param>
/// <param name="Data">A data set of the library.</param>
/// <param name="Limit">The first so many pictures are used.</param>
/// <param name="Layers">The layers from the picture to the ten probabilities.</param>
/// <param name="Optimizer">A class of optimizers.</param>
/// <param name="Rate">The learning rate; the optimizer's own where null.</param>
/// <param name="Batch">Pictures of a step.</param>
/// <param name="Epochs">Passes over the data.</param>
/// <param name="Seed">Decides the first weights and the order of the pictures.</param>
internal sealed record TrainRequest(
    string? Name, string? Data, int Limit, LayerSpec[]? Layers, string? Optimizer, double? Rate, int Batch, int Epochs, long Seed);
