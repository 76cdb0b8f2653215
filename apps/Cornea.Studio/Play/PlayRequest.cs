namespace Cornea.Studio.Play;

/// <summary>A small network and the points that it shall tell apart.</summary>
/// <param name="Data">circle, xor, gauss or spiral; own for the points of <paramref name="Table"/>.</param>
/// <param name="Noise">How much the points are shaken, in percent.</param>
/// <param name="Layers">Units of the hidden layers.</param>
/// <param name="Activation">The activation of the hidden layers.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Penalty">The factor of the L2 regularizer.</param>
/// <param name="Batch">Points of a step.</param>
/// <param name="Features">Which inputs the network gets; see <see cref="PlayPoints.Features"/>.</param>
/// <param name="Seed">Decides the points and the first weights.</param>
/// <param name="Table">CSV: two columns of numbers and one of two classes.</param>
internal sealed record PlayRequest(
    string? Data, int Noise, int[]? Layers, string? Activation, double Rate, double Penalty, int Batch, string[]? Features, int Seed,
    string? Table = null);
