using System.Numerics;

namespace Cornea.Formats.Hdf5;

/// <summary>Converts elements to the caller's number type.</summary>
internal readonly ref struct NumberSink<T>(Span<T> target, Hdf5Type type) : IElementSink
    where T : unmanaged, INumberBase<T>
{
    private readonly Span<T> _target = target;

    public void Accept(long first, ReadOnlySpan<byte> elements) =>
        NumberDecoder.Decode(type, elements, _target.Slice((int)first, elements.Length / type.Size));
}
