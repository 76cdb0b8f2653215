namespace Cornea;

/// <summary>How gradients are checked.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>The step h of the central difference.</summary>
    public double Step { get; init; } = 1e-6;

    /// <summary>How far both may be apart, whatever their size.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-5;

    /// <summary>How far both may be apart, as a part of the numeric value.</summary>
    public double RelativeTolerance { get; init; } = 1e-3;

    /// <summary>At most so many elements of each input are checked, evenly spread; each takes two runs of the function.</summary>
    public int ElementsPerInput { get; init; } = 100;

    /// <summary>How the function is compiled.</summary>
    public CompileOptions Compile { get; init; } = CompileOptions.Default;
}
