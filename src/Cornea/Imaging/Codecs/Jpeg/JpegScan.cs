namespace Cornea.Imaging;

/// <summary>One scan of a JPEG file: coefficients of some components, or a part of their bits. Source: ITU-T T.81, annexes F and
/// G.</summary>
/// <param name="components">Whose coefficients it has, with their codes.</param>
internal abstract class JpegScan(IReadOnlyList<(JpegComponent Component, JpegHuffmanTable? Dc, JpegHuffmanTable? Ac)> components)
    : IDisposable
{
    /// <summary>Reads the scan.</summary>
    /// <param name="data">The file.</param>
    /// <param name="start">Where the coded data begin.</param>
    /// <param name="restartInterval">Units after which a restart marker stands; 0 for none.</param>
    /// <param name="unitsWide">Units of all components in a row.</param>
    /// <param name="unitsHigh">Rows of them.</param>
    /// <returns>Where the data end, and what is wrong, or null.</returns>
    public (int End, string? Problem) Read(ReadOnlySpan<byte> data, int start, int restartInterval, int unitsWide, int unitsHigh)
    {
        bool interleaved = components.Count > 1;
        if (!interleaved)
        {
            JpegComponent only = components[0].Component;
            unitsWide = JpegComponent.Divide(only.Width, JpegComponent.Side);
            unitsHigh = JpegComponent.Divide(only.Height, JpegComponent.Side);
        }
        var bits = new JpegBits(data, start);
        Begin(interleaved, unitsWide);
        Restart();
        long units = (long)unitsWide * unitsHigh, unit = 0;
        int restarts = 0;
        for (int y = 0; y < unitsHigh; y++)
        {
            for (int x = 0; x < unitsWide;)
            {
                if (restartInterval > 0 && unit > 0 && unit % restartInterval == 0)
                {
                    int marker = NextMarker(data, bits.Position);
                    if (marker + 1 >= data.Length || data[marker + 1] != 0xD0 + restarts % 8)
                    {
                        return (marker, $"restart marker {restarts % 8} is missing before unit {unit}");
                    }
                    restarts++;
                    bits.Restart(marker + 2);
                    Restart();
                }
                int run = unitsWide - x;
                if (restartInterval > 0)
                {
                    run = (int)Math.Min(run, restartInterval - unit % restartInterval);
                }
                int read = ReadUnits(ref bits, y, x, x + run) - x;
                if (read < run)
                {
                    return (bits.Position, bits.IsShort
                        ? $"the coded data end in unit {unit + read} of {units}: Premature end of the data"
                        : $"the coded data have a code in unit {unit + read} that no table has");
                }
                (x, unit) = (x + run, unit + run);
            }
            EndRow(y);
        }
        return (NextMarker(data, bits.Position), null);
    }

    /// <summary>Where the next marker begins, or the length of the data.</summary>
    public static int NextMarker(ReadOnlySpan<byte> data, int at)
    {
        while (at < data.Length)
        {
            int found = data[at..].IndexOf((byte)0xFF);
            if (found < 0)
            {
                return data.Length;
            }
            at += found;
            if (at + 1 >= data.Length || data[at + 1] is not (0 or 0xFF))
            {
                return at;
            }
            at += data[at + 1] == 0 ? 2 : 1;
        }
        return data.Length;
    }

    /// <summary>Gives memory back.</summary>
    public virtual void Dispose()
    {
    }

    /// <summary>Before the first unit.</summary>
    /// <param name="interleaved">Whether a unit has blocks of several components.</param>
    /// <param name="unitsWide">Units in a row.</param>
    protected abstract void Begin(bool interleaved, int unitsWide);

    /// <summary>Reads units of a row.</summary>
    /// <param name="bits">The coded data.</param>
    /// <param name="y">The row of units.</param>
    /// <param name="from">The first unit.</param>
    /// <param name="to">The one behind the last.</param>
    /// <returns>The first unit that could not be read, or <paramref name="to"/>.</returns>
    protected abstract int ReadUnits(ref JpegBits bits, int y, int from, int to);

    /// <summary>Behind the last unit of a row.</summary>
    /// <param name="y">The row.</param>
    protected virtual void EndRow(int y)
    {
    }

    /// <summary>At the start and behind each restart marker.</summary>
    protected virtual void Restart()
    {
        foreach (var (component, _, _) in components)
        {
            component.Predictor = 0;
        }
    }
}
