namespace CorneaService1;

/// <summary>A digit: 28 x 28 grey pixels from 0 to 255, row by row.</summary>
internal sealed record DigitRequest(float[]? Pixels)
{
    private const int Count = 28 * 28;

    /// <summary>What is wrong with the request; null where nothing is.</summary>
    public string? Problem() => Pixels switch
    {
        null => $"Expected \"pixels\" with {Count} numbers, but it is missing.",
        { Length: not Count } => $"Expected \"pixels\" with {Count} numbers, but received {Pixels.Length}.",
        _ when Pixels.Any(pixel => pixel is not (>= 0 and <= 255)) => "Expected pixels from 0 to 255, but received one outside of it.",
        _ => null,
    };
}
