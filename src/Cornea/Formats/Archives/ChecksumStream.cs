namespace Cornea.Formats;

/// <summary>
/// Passes on the (decompressed) bytes of a gzip file or a zip member and, at their end, holds them against the length and the
/// CRC-32 that the file states. The framework's own zip reader does neither.
/// </summary>
/// <param name="source">The bytes, decompressed.</param>
/// <param name="path">Name for messages.</param>
/// <param name="length">Stated length, taken modulo 2^32 when <paramref name="lengthWraps"/> (gzip).</param>
/// <param name="lengthWraps">Whether the stated length has 32 bits only.</param>
/// <param name="next">Gives the member behind one whose checksum and length are not the last, or null; null for one member.</param>
/// <param name="crc">Stated CRC-32.</param>
internal sealed class ChecksumStream(Stream source, string path, long length, bool lengthWraps, uint crc,
    Func<uint, long, Stream?>? next = null)
    : Stream
{
    private const string Remedy = "The file is damaged or truncated: copy or download it again.";
    private long _position;
    private long _memberStart;
    private uint _crc;
    private bool _verified;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }
        int read;
        try
        {
            read = source.Read(buffer);
        }
        catch (Exception exception) when (CompressedData.IsDamage(exception))
        {
            throw new MalformedFileException(path, _position, "compressed data",
                $"the compressed data cannot be decompressed after {_position} bytes", Remedy, exception);
        }
        _crc = Crc32.Append(_crc, buffer[..read]);
        _position += read;
        if (!lengthWraps && _position > length)
        {
            throw Fault("length", $"the file states {length} bytes, but more were found");
        }
        if (read == 0 && !IsWhole && next?.Invoke(_crc, _position - _memberStart) is { } following)
        {
            // The content goes on in another member of the file.
            source.Dispose();
            (source, _memberStart, _crc) = (following, _position, 0);
            return Read(buffer);
        }
        if (read == 0)
        {
            Verify();
        }
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }
        base.Dispose(disposing);
    }

    private long Found => lengthWraps ? (_position - _memberStart) & 0xFFFFFFFF : _position;

    private bool IsWhole => Found == length && _crc == crc;

    private void Verify()
    {
        if (_verified)
        {
            return;
        }
        if (Found != length)
        {
            throw Fault("length", $"the file states {length} bytes after decompression, but {_position} were found");
        }
        if (_crc != crc)
        {
            throw Fault("CRC-32", $"the file states the checksum {crc:x8}, but its bytes have {_crc:x8}");
        }
        _verified = true;
    }

    private MalformedFileException Fault(string field, string problem) => new(path, _position, field, problem, Remedy);
}
