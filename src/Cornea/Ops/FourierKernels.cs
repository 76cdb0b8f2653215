namespace Cornea;

/// <summary>Cosines and sines of the frequencies of a Fourier transform under a window, as convolution kernels.</summary>
internal static class FourierKernels
{
    /// <summary>The window: repeated without a seam where periodic, else the same from both ends.</summary>
    public static double[] Window(WindowFunction function, int length, bool periodic)
    {
        var period = periodic ? length : Math.Max(1, length - 1);
        return [.. Enumerable.Range(0, length).Select(i => function switch
        {
            WindowFunction.Hann => length == 1 ? 1 : 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / period),
            WindowFunction.Hamming => length == 1 ? 1 : 0.54 - 0.46 * Math.Cos(2 * Math.PI * i / period),
            _ => 1.0,
        })];
    }

    /// <summary>cos or sin(-2π t f / length) · window[t], for f from 0 to length / 2: [taps, 1, frequencies].</summary>
    public static Tensor Make(bool imaginary, double[] window, int length)
    {
        var frequencies = length / 2 + 1;
        var values = new float[window.Length * frequencies];
        for (var t = 0; t < window.Length; t++)
        {
            for (var f = 0; f < frequencies; f++)
            {
                // Whole turns are taken off first, for exactness.
                var angle = -2 * Math.PI * ((long)t * f % length) / length;
                values[t * frequencies + f] = (float)((imaginary ? Math.Sin(angle) : Math.Cos(angle)) * window[t]);
            }
        }
        return Tensor.From(values, [window.Length, 1, frequencies]);
    }
}
