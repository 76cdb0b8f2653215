using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cornea.Formats;

/// <summary>
/// Reads one file front to back with bounds, and turns every shortage into a <see cref="MalformedFileException"/> that knows
/// the offset. Nothing that a header says makes it allocate ahead of the bytes that are really there.
/// </summary>
internal sealed class FormatReader : IDisposable
{
    private const int Chunk = 1 << 20;
    private const long FreeExpansion = 64L << 20;
    private const long PlausibleRatio = 64;

    /// <summary>Deflate writes at most 258 bytes in 2 bits, so content is at most so many times as long as what is stored.</summary>
    internal const long LargestRatio = 1032;

    private readonly Stream _stream;
    private readonly Stream? _owned;
    private readonly long _storedLength;

    /// <summary>Reads <paramref name="stream"/> from where it stands.</summary>
    /// <param name="stream">Content, decompressed on the way where the file is compressed.</param>
    /// <param name="path">Name for messages.</param>
    /// <param name="length">Bytes that the content has, or -1 when only its end will tell.</param>
    /// <param name="storedLength">Bytes that it takes on the disk; what is allocated ahead depends on it.</param>
    /// <param name="owned">A stream to close with this reader.</param>
    public FormatReader(Stream stream, string path, long length, long storedLength, Stream? owned = null)
    {
        _stream = stream;
        _owned = owned;
        _storedLength = storedLength;
        Path = path;
        Length = length;
    }

    public string Path { get; }

    public long Offset { get; private set; }

    /// <summary>Bytes of the content, -1 when unknown.</summary>
    public long Length { get; }

    /// <summary>Opens a file for reading. An empty "file" is refused unopened: pipes and devices say they have length 0.</summary>
    public static FileStream OpenFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new IOException($"Cannot read '{path}': it is a folder. Give the path of a file.");
        }
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new FileNotFoundException(
                $"Cannot read '{path}': there is no such file. " +
                $"Check the path; the current folder is '{Environment.CurrentDirectory}'.", path);
        }
        var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        if (target.Exists && target.Length == 0)
        {
            throw new MalformedFileException(path, 0, "magic", "the file is empty (or is no regular file)", "Copy or download it again.");
        }
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
    }

    /// <summary>A stream that can seek: the same one, or a copy in memory of what is left of it.</summary>
    public static Stream Seekable(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek)
        {
            return stream;
        }
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    /// <summary>A reader of the rest of a stream as it is.</summary>
    public static FormatReader OpenPlain(Stream stream, string path)
    {
        stream = Seekable(stream);
        long length = stream.Length - stream.Position;
        return new FormatReader(new RegionStream(stream, stream.Position, length), path, length, length);
    }

    public void ReadExactly(Span<byte> target, string field)
    {
        int read = _stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        Offset += read;
        if (read < target.Length)
        {
            throw Fault(field, $"{target.Length} bytes were expected here, but only {read} are left", Truncated);
        }
    }

    /// <summary>Reads <paramref name="count"/> values as they lie in the file.</summary>
    public T[] ReadArray<T>(long count, string field) where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        long total = CheckBytes(count, size, field);
        // Ordinary data fits the first allocation; a header that promises far more than the file can hold grows step by step.
        long first = Math.Min(total, Math.Max(Chunk, PlausibleRatio * _storedLength));
        T[] values = GC.AllocateUninitializedArray<T>((int)((first + size - 1) / size));
        long filled = 0;
        while (true)
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan((int)(filled / size)));
            for (int start = 0; start < bytes.Length; start += Chunk)
            {
                Span<byte> part = bytes.Slice(start, Math.Min(Chunk, bytes.Length - start));
                int read = _stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);
                Offset += read;
                filled += read;
                if (read < part.Length)
                {
                    throw Fault(field, $"the header promises {total} bytes of values, but the file ends after {filled}", Truncated);
                }
            }
            if (values.Length == count)
            {
                return values;
            }
            Array.Resize(ref values, (int)Math.Min(count, values.Length * 2L));
        }
    }

    /// <summary>A tensor of values as they lie in the file, read to their place; null where there is reason to doubt that the file has as
    /// many as its header promises: <see cref="ReadArray"/> finds that out step by step.</summary>
    public Tensor? TryReadTensor(DType type, long[] shape, string field)
    {
        long total = CheckBytes(ElementCount(shape, field), type.Size(), field);
        if (total > Math.Min(int.MaxValue, Math.Max(Chunk, PlausibleRatio * _storedLength))
            || shape.Any(static size => size > int.MaxValue))
        {
            return null;
        }
        var lengths = new Shape([.. shape.Select(static size => (int)size)]);
        return Tensor.Create(new TensorType(lengths, type), bytes =>
        {
            for (int start = 0; start < bytes.Length; start += Chunk)
            {
                Span<byte> part = bytes.Slice(start, Math.Min(Chunk, bytes.Length - start));
                int read = _stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);
                Offset += read;
                if (read < part.Length)
                {
                    throw Fault(field, $"the header promises {total} bytes of values, but the file ends after {start + read}", Truncated);
                }
            }
        });
    }

    /// <summary>All bytes that are left, of which there may be at most <paramref name="largest"/>.</summary>
    public byte[] ReadToEnd(int largest, string field)
    {
        if (Length >= 0)
        {
            return ReadArray<byte>(Math.Min(Length - Offset, largest), field);
        }
        using var content = new MemoryStream();
        var chunk = new byte[1 << 16];
        while (_stream.Read(chunk) is var read and > 0)
        {
            Offset += read;
            content.Write(chunk, 0, read);
            CheckExpansion(field, content.Length);
            if (content.Length > largest)
            {
                throw Fault(field, $"the content has more than the {largest} bytes that are read", "Divide the file.");
            }
        }
        return content.ToArray();
    }

    /// <summary>Passes over some bytes, or with <see cref="long.MaxValue"/> over all, so that a compressed file checks its
    /// checksum.</summary>
    public void Skip(long count, string field)
    {
        var chunk = new byte[1 << 16];
        while (count > 0)
        {
            int read = _stream.Read(chunk.AsSpan(0, (int)Math.Min(chunk.Length, count)));
            if (read == 0 && count != long.MaxValue)
            {
                throw Fault(field, $"{count} more bytes were expected here, but the file ends", Truncated);
            }
            if (read == 0)
            {
                return;
            }
            Offset += read;
            count -= count == long.MaxValue ? 0 : read;
            CheckExpansion(field, Offset);
        }
    }

    /// <summary>Throws unless all bytes have been read; this also lets a compressed file check its own checksum.</summary>
    public void ExpectEnd(string field)
    {
        Span<byte> one = stackalloc byte[1];
        if (_stream.Read(one) != 0)
        {
            string rest = Length >= 0 ? $"{Length - Offset} bytes follow" : "more bytes follow";
            throw Fault(field, $"the content should end here, but {rest}", "The file is damaged or of another format: make it again.");
        }
    }

    /// <summary>
    /// The number of values of a shape, in 64 bits; refuses negative sizes and products that no array can hold. A size of 0
    /// does not excuse the other sizes.
    /// </summary>
    public long ElementCount(ReadOnlySpan<long> shape, string field)
    {
        const int largestRank = 32;
        if (shape.Length > largestRank)
        {
            throw Fault(field, $"the shape has {shape.Length} dimensions, and at most {largestRank} can be read", Unreadable);
        }
        long count = 1;
        bool empty = false;
        foreach (long size in shape)
        {
            if (size < 0)
            {
                throw Fault(field, $"the shape {Describe(shape)} has a negative size", Unreadable);
            }
            empty |= size == 0;
            long factor = Math.Max(size, 1);
            if (factor > Array.MaxLength / count)
            {
                throw Fault(field, $"the shape {Describe(shape)} has more values than one array can hold ({Array.MaxLength})", Unreadable);
            }
            count *= factor;
        }
        return empty ? 0 : count;
    }

    /// <summary>Where the length is known, throws unless exactly these values are left.</summary>
    public void ExpectRemaining(long count, int size, ReadOnlySpan<long> shape, string field)
    {
        long total = CheckBytes(count, size, field);
        if (Length >= 0 && Length - Offset != total)
        {
            throw Fault(field,
                $"the header promises {Describe(shape)} values of {size} bytes, {total} bytes in all, but {Length - Offset} bytes follow",
                Length - Offset < total ? Truncated : "The file is damaged or of another format: make it again.");
        }
    }

    public MalformedFileException Fault(string field, string problem, string remedy, Exception? inner = null) =>
        new(Path, Offset, field, problem, remedy, inner);

    public static string Describe(ReadOnlySpan<long> shape)
    {
        var sizes = new string[shape.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            sizes[axis] = shape[axis].ToString(CultureInfo.InvariantCulture);
        }
        return sizes.Length == 0 ? "()" : string.Join(" x ", sizes);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _owned?.Dispose();
    }

    internal const string Truncated = "The file is truncated: copy or download it again.";

    internal const string Unreadable = "Check that the file is what it should be, or make it again.";

    private long CheckBytes(long count, int size, string field)
    {
        if (count > Array.MaxLength)
        {
            throw Fault(field, $"{count} values are more than one array can hold ({Array.MaxLength})", Unreadable);
        }
        long total = count * size;
        CheckExpansion(field, total);
        return total;
    }

    private void CheckExpansion(string field, long total)
    {
        if (total > Math.Max(FreeExpansion, LargestRatio * _storedLength))
        {
            throw Fault(field,
                $"{_storedLength} bytes on the disk promise {total} bytes of values, more than {LargestRatio} times as many",
                "No compressed file holds that much: it is damaged or malicious.");
        }
    }
}
