using System.Numerics;

namespace Cornea.Formats.Hdf5;

/// <summary>
/// Reads objects of a fractal heap: a linear space of direct blocks whose sizes double from row to row, found through indirect
/// blocks; objects too large for it stand alone, tiny ones in their own ID.
/// </summary>
internal sealed class FractalHeap
{
    private const int Managed = 0, Huge = 1, Tiny = 2, HugeTree = 1, MostLevels = 64;

    private readonly Hdf5Storage _storage;
    private readonly Dictionary<long, byte[]> _indirectBlocks = [];
    private readonly long _address;

    private int _maximumBits, _offsetBytes, _lengthBytes, _width, _rootRows;
    private long _startSize, _largestDirect, _root, _hugeTree;
    private bool _checksums;
    private Dictionary<long, (long Address, long Length)>? _hugeObjects;

    private FractalHeap(Hdf5Storage storage, long address)
    {
        _storage = storage;
        _address = address;
    }

    /// <summary>Bytes of an ID.</summary>
    public int IdLength { get; private set; }

    public static FractalHeap Open(Hdf5Storage storage, long address)
    {
        var heap = new FractalHeap(storage, address);
        const int fixedFields = 26, lengths = 12, addresses = 3;
        int length = fixedFields + lengths * storage.LengthSize + addresses * storage.OffsetSize;
        heap.ReadHeader(storage.ReadBlock(address, length, "fractal heap"));
        return heap;
    }

    /// <summary>The bytes of an object.</summary>
    /// <param name="id">The heap ID.</param>
    /// <param name="idAddress">Where the ID stands, for messages.</param>
    /// <param name="address">Where the object stands.</param>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> id, long idAddress, out long address)
    {
        const int versionBits = 0xC0, extendedTiny = 18;
        int first = id[0];
        if ((first & versionBits) != 0)
        {
            throw _storage.Fault(idAddress, "heap ID", $"version {first >> 6} of heap IDs is not known; 0 is");
        }
        var reader = new BlockReader(_storage, id[1..], idAddress + 1);
        switch ((first >> 4) & 3)
        {
            case Managed:
                long offset = reader.Number(_offsetBytes, "heap offset");
                long length = reader.Number(_lengthBytes, "heap object length");
                address = Locate(offset, length, idAddress);
                return _storage.ReadBlock(address, length, "heap object");
            case Huge:
                (address, length) = FindHuge(ref reader, idAddress);
                return _storage.ReadBlock(address, length, "heap object");
            case Tiny:
                int size = IdLength <= extendedTiny ? (first & 15) + 1 : (((first & 15) << 8) | reader.Byte("heap object length")) + 1;
                address = reader.Address;
                return reader.Take(size, "heap object");
            default:
                throw _storage.Fault(idAddress, "heap ID", "the ID is of a kind that does not exist");
        }
    }

    private void ReadHeader(byte[] block)
    {
        var reader = new BlockReader(_storage, block, _address);
        reader.Signature("FRHP"u8, "fractal heap");
        reader.Version(0, "fractal heap version");
        IdLength = reader.UInt16("heap ID length");
        int filters = reader.UInt16("heap filters");
        _checksums = (reader.Byte("heap flags") & 2) != 0;
        long largestManaged = reader.UInt32("largest managed object");
        reader.Length("next huge ID");
        _hugeTree = reader.Offset("huge object B-tree");
        reader.Length("free space");
        reader.Offset("free space address");
        reader.Skip(8L * _storage.LengthSize, "heap counts");
        _width = reader.UInt16("heap table width");
        _startSize = reader.Length("heap starting block size");
        _largestDirect = reader.Length("largest direct block size");
        _maximumBits = reader.UInt16("heap size bits");
        reader.Skip(2, "heap starting rows");
        _root = reader.Offset("heap root block");
        _rootRows = reader.UInt16("heap rows");
        if (filters != 0)
        {
            throw _storage.Refusal(_address, "heap filters", "a group or attribute list that is compressed",
                "Write the file without filters on groups.");
        }
        reader.UInt32("heap checksum");
        _storage.VerifyChecksum(block.AsSpan(0, reader.Position), _address, "heap checksum");
        bool powers = BitOperations.IsPow2(_startSize) && BitOperations.IsPow2(_largestDirect) && BitOperations.IsPow2(_width);
        if (!powers || _largestDirect < _startSize || _largestDirect > uint.MaxValue || _maximumBits is < 1 or > 64 || IdLength < 2)
        {
            throw _storage.Fault(_address, "fractal heap",
                $"blocks of {_startSize} to {_largestDirect} bytes, {_width} in a row, in a space of {_maximumBits} bits are impossible");
        }
        _offsetBytes = Math.Min(8, (_maximumBits + 7) / 8);
        int lengthBits = BitOperations.Log2((ulong)Math.Max(1, largestManaged)) / 8 + 1;
        _lengthBytes = Math.Min((BitOperations.Log2((ulong)_largestDirect) + 7) / 8, lengthBits);
    }

    private long Locate(long offset, long length, long idAddress)
    {
        if (_rootRows == 0)
        {
            return CheckObject(_root, offset, length, _startSize, idAddress);
        }
        int directRows = BitOperations.Log2((ulong)_largestDirect) - BitOperations.Log2((ulong)_startSize) + 2;
        long block = _root;
        int rows = _rootRows;
        for (int level = 0; level < MostLevels; level++)
        {
            // Row 0 and row 1 have blocks of the starting size, each further row twice the size of the row before.
            long perRow = _startSize * _width;
            int row = offset < perRow ? 0 : BitOperations.Log2((ulong)(offset / perRow)) + 1;
            if (row >= rows)
            {
                break;
            }
            long size = row == 0 ? _startSize : _startSize << (row - 1);
            long rowStart = row == 0 ? 0 : perRow << (row - 1);
            int column = (int)((offset - rowStart) / size);
            long child = ReadChild(block, rows, row, column);
            offset -= rowStart + column * size;
            if (row < directRows)
            {
                return CheckObject(child, offset, length, size, idAddress);
            }
            rows = BitOperations.Log2((ulong)size) - BitOperations.Log2((ulong)perRow) + 1;
            block = child;
        }
        throw _storage.Fault(idAddress, "heap offset", "the heap has no block where this object should be");
    }

    private long ReadChild(long address, int rows, int row, int column)
    {
        const int signature = 4, version = 1, checksum = 4;
        int prefix = signature + version + _storage.OffsetSize + _offsetBytes;
        if (!_indirectBlocks.TryGetValue(address, out byte[]? block))
        {
            block = _storage.ReadBlock(address, prefix + (long)rows * _width * _storage.OffsetSize + checksum, "indirect heap block");
            if (!block.AsSpan(0, signature).SequenceEqual("FHIB"u8))
            {
                throw _storage.Fault(address, "indirect heap block", "the block should begin with FHIB");
            }
            _storage.VerifyChecksum(block, address, "indirect heap block checksum");
            _indirectBlocks.Add(address, block);
        }
        var reader = new BlockReader(_storage, block, address);
        reader.Skip(prefix + ((long)row * _width + column) * _storage.OffsetSize, "indirect heap block");
        return reader.Offset("heap block address");
    }

    private long CheckObject(long block, long offset, long length, long size, long idAddress)
    {
        int prefix = 4 + 1 + _storage.OffsetSize + _offsetBytes + (_checksums ? 4 : 0);
        if (block == Hdf5Storage.Undefined || offset < prefix || length > size - offset)
        {
            throw _storage.Fault(idAddress, "heap offset", $"an object of {length} bytes at byte {offset} is outside its block of {size}");
        }
        CheckDirectBlock(block);
        return block + offset;
    }

    private void CheckDirectBlock(long address)
    {
        Span<byte> signature = stackalloc byte[4];
        _storage.Read(address, signature, "direct heap block");
        if (!signature.SequenceEqual("FHDB"u8))
        {
            throw _storage.Fault(address, "direct heap block", "the block should begin with FHDB");
        }
    }

    private (long Address, long Length) FindHuge(ref BlockReader reader, long idAddress)
    {
        if (_storage.OffsetSize + _storage.LengthSize <= IdLength - 1)
        {
            return (reader.Offset("heap object address"), reader.Length("heap object length"));
        }
        long key = reader.Number(Math.Min(_storage.LengthSize, IdLength - 1), "huge object ID");
        if (_hugeObjects is null)
        {
            const int objectCost = 64;
            var objects = new Dictionary<long, (long Address, long Length)>();
            new BTree2(_storage, HugeTree).Walk(_hugeTree, (record, at) =>
            {
                var fields = new BlockReader(_storage, record, at);
                long address = fields.Offset("huge object address");
                long length = fields.Length("huge object length");
                _storage.Charge(objectCost, at, "huge object");
                objects[fields.Length("huge object ID")] = (address, length);
            });
            _hugeObjects = objects;
        }
        return _hugeObjects.TryGetValue(key, out (long Address, long Length) found)
            ? found
            : throw _storage.Fault(idAddress, "huge object ID", $"the heap has no object {key}");
    }
}
