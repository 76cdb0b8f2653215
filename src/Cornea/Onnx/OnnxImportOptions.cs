namespace Cornea;

/// <summary>How <see cref="OnnxModel"/> reads a network.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>Inputs that have a value in the file, and are to be fed all the same instead of becoming weights.</summary>
    public IReadOnlyList<string> OpenInputs { get; init; } = [];

    /// <summary>
    /// Inputs that get a value once and for all instead of being fed: axes, lengths and the like, on which shapes depend.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> FixedInputs { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>Limits of the reader; see <see cref="ReadLimits"/>.</summary>
    public ReadLimits Limits { get; init; } = ReadLimits.Default;
}
