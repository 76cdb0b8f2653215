namespace Cornea.Bench;

/// <summary>How fast a network predicts at one batch size.</summary>
/// <param name="Batch">Images of a call.</param>
/// <param name="Microseconds">Time of a call: the median sample that nobody disturbed, of all where fewer than three are left.</param>
/// <param name="LeastMicroseconds">The shortest mean of some calls in a row, about 5 ms of them: what is left of the noise of a busy
/// machine.</param>
/// <param name="ImagesPerSecond">From the median.</param>
/// <param name="Gflops">From the median.</param>
/// <param name="BytesPerCall">Managed memory that a call allocated, on any thread.</param>
/// <param name="Samples">How many samples of about a quarter of a second were measured.</param>
/// <param name="CleanSamples">How many nobody disturbed.</param>
internal sealed record InferRate(
    int Batch, double Microseconds, double LeastMicroseconds, double ImagesPerSecond, double Gflops, double BytesPerCall, int Samples,
    int CleanSamples);
