namespace Cornea.Cli.Predicting;

/// <summary>What a network is given, from one file.</summary>
/// <param name="Name">The file.</param>
/// <param name="Rows">(samples, ...) as the network takes them.</param>
/// <param name="Seen">UInt8 [height, width, channels], the picture as the network sees it; null where the input is none.</param>
internal sealed record PredictionInput(string Name, Tensor Rows, Tensor? Seen);
