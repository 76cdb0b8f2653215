namespace Cornea;

/// <summary>How the ends of a piece of a signal are faded.</summary>
public enum WindowFunction
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>0.5 - 0.5 cos(2π n / N): to zero.</summary>
    Hann,

    /// <summary>0.54 - 0.46 cos(2π n / N): nearly to zero.</summary>
    Hamming,
}
