using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Cornea.Formats.Hdf5;

/// <summary>Everything in a file before the values, with the fields that wait for an address.</summary>
internal sealed class MetadataBuffer
{
    private const int Alignment = 8;

    private readonly List<byte> _bytes = [];
    private readonly List<(long Position, byte[] Text)> _texts = [];
    private readonly List<(long Position, Hdf5DatasetBuilder Dataset)> _datasets = [];

    public long Position => _bytes.Count;

    /// <summary>References to text of variable length, and what they refer to.</summary>
    public IReadOnlyList<(long Position, byte[] Text)> Texts => _texts;

    /// <summary>Addresses of values, and the datasets that they belong to.</summary>
    public IReadOnlyList<(long Position, Hdf5DatasetBuilder Dataset)> Datasets => _datasets;

    public ReadOnlySpan<byte> Content => CollectionsMarshal.AsSpan(_bytes);

    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    public void Zeros(int count)
    {
        for (int at = 0; at < count; at++)
        {
            _bytes.Add(0);
        }
    }

    public void Align() => Zeros((Alignment - _bytes.Count % Alignment) % Alignment);

    public void Int16(int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value));
        Bytes(bytes);
    }

    public void Int32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Bytes(bytes);
    }

    public void Int64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        Bytes(bytes);
    }

    /// <summary>A reference to text of variable length: its length, and where the heap will have it.</summary>
    public void Text(byte[] text)
    {
        Int32(text.Length);
        _texts.Add((Position, text));
        Zeros(8 + 4);
    }

    /// <summary>Room for the address of a dataset's values; nowhere when it has none.</summary>
    public void DataAddress(Hdf5DatasetBuilder dataset)
    {
        if (dataset.Bytes > 0)
        {
            _datasets.Add((Position, dataset));
        }
        Int64(Hdf5Storage.Undefined);
    }

    public void PatchInt16(long position, int value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(CollectionsMarshal.AsSpan(_bytes)[(int)position..], checked((ushort)value));

    public void PatchInt32(long position, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(_bytes)[(int)position..], value);

    public void PatchInt64(long position, long value) =>
        BinaryPrimitives.WriteInt64LittleEndian(CollectionsMarshal.AsSpan(_bytes)[(int)position..], value);
}
