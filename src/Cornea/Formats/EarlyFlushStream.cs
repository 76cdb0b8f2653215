using System.Runtime.InteropServices;

namespace Cornea.Formats;

/// <summary>
/// Writes a file and asks the system every few megabytes to begin bringing them to the disk, so that the flush at the end, which waits
/// for all of them, finds most of the work done. On Linux alone; elsewhere, and where the system does not do it, a file as any other.
/// </summary>
/// <param name="file">The file; it is not closed here.</param>
internal sealed class EarlyFlushStream(FileStream file) : Stream
{
    private const int Piece = 8 << 20;
    private const uint BeginWriting = 2; // SYNC_FILE_RANGE_WRITE
    private long _begun;
    private bool _isOff = !OperatingSystem.IsLinux();

    public override bool CanRead => file.CanRead;

    public override bool CanSeek => file.CanSeek;

    public override bool CanWrite => file.CanWrite;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (; buffer.Length > Piece; buffer = buffer[Piece..])
        {
            file.Write(buffer[..Piece]);
            Begin();
        }
        file.Write(buffer);
        Begin();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => file.Read(buffer);

    public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void SetLength(long value) => file.SetLength(value);

    public override void Flush() => file.Flush();

    // What the system answers is of no matter: the flush at the end is the one that counts.
    private void Begin()
    {
        long position = file.Position;
        if (_isOff || position - _begun < Piece)
        {
            return;
        }
        try
        {
            _ = SyncFileRange(file.SafeFileHandle, _begun, position - _begun, BeginWriting);
            _begun = position;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            _isOff = true;
        }
    }

    [DllImport("libc", EntryPoint = "sync_file_range")]
    private static extern int SyncFileRange(SafeHandle descriptor, long offset, long length, uint flags);
}
