namespace CorneaService1;

/// <summary>What the network read.</summary>
/// <param name="Digit">The most probable digit.</param>
/// <param name="Probabilities">The probability of each digit from 0 to 9.</param>
/// <param name="Version">Which model read it.</param>
internal sealed record DigitResponse(int Digit, float[] Probabilities, string Version);
