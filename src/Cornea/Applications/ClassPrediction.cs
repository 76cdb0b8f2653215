namespace Cornea;

/// <summary>A class that a network sees in an image.</summary>
/// <param name="Id">The class's identifier, such as <c>n02504458</c>.</param>
/// <param name="Name">Its name, such as <c>African_elephant</c>.</param>
/// <param name="Score">The network's score.</param>
public sealed record ClassPrediction(string Id, string Name, float Score);
