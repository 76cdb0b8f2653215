namespace Cornea.Graph;

/// <summary>How a window walks along one axis: output o sees elements <c>o * Stride - Low + i * Dilation</c> for i below Size.</summary>
/// <param name="Size">Taps.</param>
/// <param name="Stride">Elements from one output to the next.</param>
/// <param name="Dilation">Dilation rate.</param>
/// <param name="Low">Elements that the axis is thought to have before its first; negative ones crop.</param>
/// <param name="High">The same after its last.</param>
internal readonly record struct WindowAxis(int Size, int Stride = 1, int Dilation = 1, int Low = 0, int High = 0)
{
    /// <summary>Elements from the first tap to the last.</summary>
    public int Extent => (Size - 1) * Dilation + 1;

    /// <summary>How many positions the window has on an axis; not positive when it does not fit.</summary>
    public int Positions(int length) => (int)Math.Floor(((long)length + Low + High - Extent) / (double)Stride) + 1;

    /// <summary>The outputs whose tap lies on the axis: from first to last, which is exclusive.</summary>
    public (int First, int Last) Valid(int tap, int length, int positions)
    {
        var start = Low - tap * Dilation;
        var first = start <= 0 ? 0 : (start + Stride - 1) / Stride;
        var end = length + start;
        var last = end <= 0 ? 0 : Math.Min(positions, (end - 1) / Stride + 1);
        return (Math.Min(first, positions), Math.Max(last, Math.Min(first, positions)));
    }

    public override string ToString() =>
        $"{Size}{(Stride == 1 ? "" : $"/{Stride}")}{(Dilation == 1 ? "" : $"*{Dilation}")}"
        + (Low == 0 && High == 0 ? "" : $"+{Low}+{High}");
}
