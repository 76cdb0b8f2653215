namespace Cornea.Formats.Hdf5;

/// <summary>Two arrays between which a chunk goes from filter to filter; they serve all chunks of a dataset.</summary>
internal sealed class ChunkBuffer
{
    private byte[] _array = [];
    private byte[] _spare = [];

    /// <summary>The array with the chunk at its start.</summary>
    public byte[] Array => _array;

    /// <summary>Bytes that the chunk has now.</summary>
    public int Length { get; set; }

    public Span<byte> Bytes => _array.AsSpan(0, Length);

    /// <summary>Room for a chunk as it is stored.</summary>
    public Span<byte> Reset(int length)
    {
        Grow(ref _array, length);
        Length = length;
        return Bytes;
    }

    /// <summary>Room for what the next filter makes of the chunk.</summary>
    public Span<byte> Spare(int length)
    {
        Grow(ref _spare, length);
        return _spare.AsSpan(0, length);
    }

    /// <summary>Takes what a filter has put into the spare array as the chunk.</summary>
    public void Swap(int length)
    {
        (_array, _spare) = (_spare, _array);
        Length = length;
    }

    private static void Grow(ref byte[] array, int length)
    {
        if (array.Length < length)
        {
            array = GC.AllocateUninitializedArray<byte>(length);
        }
    }
}
