namespace Cornea.Formats.Hdf5;

/// <summary>Keeps elements as they are in the file.</summary>
internal readonly ref struct RawSink(Span<byte> target, int elementSize) : IElementSink
{
    private readonly Span<byte> _target = target;

    public void Accept(long first, ReadOnlySpan<byte> elements) => elements.CopyTo(_target[(int)(first * elementSize)..]);
}
