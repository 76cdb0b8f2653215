using System.Text.Json;

namespace Cornea.Runs;

/// <summary>A file of JSON lines to which lines are added. A last line without its end, left by a crash, is cut off first.</summary>
internal sealed class RunLines : IDisposable
{
    private readonly FileStream _stream;

    public RunLines(string path)
    {
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _stream.SetLength(WholeLines(_stream));
        _stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>Adds a line and waits until it is on the disk.</summary>
    /// <param name="write">Writes the members of its object.</param>
    /// <param name="toDisk">Whether to wait; otherwise it is with the operating system.</param>
    public void Append(Action<Utf8JsonWriter> write, bool toDisk = true)
    {
        _stream.Write(RunJson.Object(write));
        _stream.Flush(toDisk);
    }

    public void Dispose() => _stream.Dispose();

    private static long WholeLines(FileStream stream)
    {
        for (var end = stream.Length; end > 0; end--)
        {
            stream.Seek(end - 1, SeekOrigin.Begin);
            if (stream.ReadByte() == '\n')
                return end;
        }
        return 0;
    }
}
