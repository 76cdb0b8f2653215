using System.Security.Cryptography;

namespace Cornea.Formats;

/// <summary>
/// Writes a file as a whole or not at all: readers see either the old file or the new one, never a part.
/// </summary>
/// <remarks>
/// The bytes go to <c>NAME.tmp-PID-RANDOM</c> in the same folder, are flushed to the disk, and the temporary is then renamed
/// over the target. When anything fails the temporary is removed and the old file is left as it was. A symbolic link is
/// followed: the file that it points to is replaced.
/// <para>
/// Where another program holds the target open (Windows, network drives) the rename is tried again for about a second; then the new
/// content is kept under a name beside the target, which the exception gives.
/// </para>
/// </remarks>
internal static class AtomicFile
{
    private const int Attempts = 6;
    private const int FirstPause = 15; // milliseconds, doubled each time: about a second in all

    /// <summary>Writes <paramref name="path"/> with the bytes that <paramref name="write"/> puts in the stream it receives.</summary>
    /// <param name="path">File to make or replace; its folder must exist.</param>
    /// <param name="write">Writes the content; the stream can seek.</param>
    /// <exception cref="IOException">The disk is full, the folder does not exist, or the target is a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void Write(string path, Action<Stream> write) =>
        Write(path, write, static (temporary, target) => File.Move(temporary, target, overwrite: true));

    /// <summary>Writes a file, with the rename given by the caller.</summary>
    internal static void Write(string path, Action<Stream> write, Action<string, string> rename)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Resolve(path);
        string folder = Path.GetDirectoryName(target) ?? target;
        if (Directory.Exists(target))
        {
            throw new IOException($"Cannot save '{path}': a folder has this name. Give the path of a file.");
        }
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"Cannot save '{path}': the folder '{folder}' does not exist. Create it, or choose another folder.");
        }
        string temporary = $"{target}.tmp-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(new EarlyFlushStream(stream));
                stream.Flush(flushToDisk: true);
            }
            Rename(temporary, target, rename);
        }
        catch (Exception exception) when (exception is not FileHeldException)
        {
            Remove(temporary);
            if (Explain(path, exception) is { } clear)
            {
                throw clear;
            }
            throw;
        }
        FolderSync.Flush(folder);
    }

    /// <summary>Writes <paramref name="path"/> with <paramref name="content"/>.</summary>
    /// <param name="path">File to make or replace; its folder must exist.</param>
    /// <param name="content">All bytes of the file.</param>
    /// <exception cref="IOException">The disk is full, the folder does not exist, or the target is a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static void Write(string path, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Write(path, stream => stream.Write(content));
    }

    // Tries again while another program holds the target; what was written is kept where it does not let go.
    private static void Rename(string temporary, string target, Action<string, string> rename)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                rename(temporary, target);
                return;
            }
            catch (Exception held) when (IsHeld(held) && attempt < Attempts)
            {
                Thread.Sleep(FirstPause << attempt);
            }
            catch (Exception held) when (IsHeld(held))
            {
                throw new FileHeldException(
                    $"Cannot replace '{target}': another program holds it open. What was there before is untouched, and what was to be " +
                    $"saved is in '{temporary}'. Close the other program, then rename that file.", temporary, held);
            }
        }
    }

    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION; Windows also answers "access denied" to a rename over an open file.
    private static bool IsHeld(Exception exception) =>
        (exception is IOException && (uint)exception.HResult is 0x80070020 or 0x80070021)
        || (exception is UnauthorizedAccessException && OperatingSystem.IsWindows());

    private static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
        }
        catch (IOException)
        {
            return full;
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }

    private static Exception? Explain(string path, Exception exception) => exception switch
    {
        MalformedFileException => null,
        UnauthorizedAccessException => new UnauthorizedAccessException(
            $"Cannot save '{path}': {Sentence(exception)} What was there before is untouched. " +
            "Choose a folder you may write to, or change its permissions.", exception),
        IOException => new IOException(
            $"Cannot save '{path}': {Sentence(exception)} What was there before is untouched. " +
            "Free space on the disk or choose another folder, then save again.", exception),
        _ => null,
    };

    private static string Sentence(Exception exception) => exception.Message.TrimEnd('.', ' ') + ".";
}
