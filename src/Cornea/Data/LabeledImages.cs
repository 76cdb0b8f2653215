namespace Cornea.Data;

/// <summary>Pictures and what each of them shows.</summary>
/// <param name="Images">UInt8 [n, height, width] (or [n, height, width, channels]), 0 black to 255 white.</param>
/// <param name="Labels">UInt8 [n], the class of each picture.</param>
public sealed record LabeledImages(Tensor Images, Tensor Labels);
