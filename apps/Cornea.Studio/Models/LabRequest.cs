namespace Cornea.Studio.Models;

/// <summary>A picture and a window that moves over it, for the convolution lab.</summary>
/// <param name="Pixels">The picture, row by row.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Mode">convolution, maximum or average.</param>
/// <param name="Kernel">The weights of the window, row by row; not read when pooling.</param>
/// <param name="Size">The side of the window.</param>
/// <param name="Stride">How far the window moves.</param>
/// <param name="Dilation">The distance of the pixels that the window reads.</param>
/// <param name="Same">Whether the picture is padded with zeros.</param>
/// <param name="Bias">Is added to each sum.</param>
internal sealed record LabRequest(
    float[]? Pixels, int Width, string? Mode, float[]? Kernel, int Size, int Stride, int Dilation, bool Same, float Bias);
