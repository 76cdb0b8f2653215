namespace Cornea.Formats.Hdf5;

/// <summary>Gives a sink the fill value for all of its elements.</summary>
internal static class FillRuns
{
    public static void Write<TSink>(scoped ref TSink sink, ReadOnlySpan<byte> fill, int elementSize, long count)
        where TSink : IElementSink, allows ref struct
    {
        const int blockBytes = 1 << 16;
        int perBlock = (int)Math.Min(count, Math.Max(1, blockBytes / elementSize));
        var block = new byte[(long)perBlock * elementSize];
        for (int element = 0; element < perBlock && !fill.IsEmpty; element++)
        {
            fill.CopyTo(block.AsSpan(element * elementSize));
        }
        for (long first = 0; first < count; first += perBlock)
        {
            sink.Accept(first, block.AsSpan(0, (int)Math.Min(perBlock, count - first) * elementSize));
        }
    }
}
