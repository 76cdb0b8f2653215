using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Cornea.Datasets;

/// <summary>
/// Brings files into a folder. A file stands there under its name only when its length and SHA-256 are right: until then its bytes
/// are in a hidden part beside it, from which the next attempt goes on. Processes that want the same file wait for each other.
/// </summary>
/// <param name="http">Asks the servers.</param>
/// <param name="stall">How long a server may be silent.</param>
/// <param name="pause">How long to wait before another attempt.</param>
internal sealed class Download(HttpClient http, TimeSpan stall, TimeSpan pause)
{
    private const int Attempts = 3;
    private const int ReportEvery = 1 << 20;

    /// <summary>The usual one.</summary>
    public static Download Default { get; } = new(
        new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));

    /// <summary>The path of the file in a folder, which is made where it is missing.</summary>
    public string Fetch(RemoteFile file, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, file.Name);
        if (IsRight(path, file))
        {
            return path;
        }
        Directory.CreateDirectory(folder);
        using FileStream gate = Enter(Path.Combine(folder, "." + file.Name + ".lock"), cancellationToken);
        // Another process may have been faster.
        if (!IsRight(path, file))
        {
            FetchAlone(file, path, progress, cancellationToken);
        }
        return path;
    }

    public static bool IsRight(string path, RemoteFile file)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != file.Length)
        {
            return false;
        }
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream)).Equals(file.Sha256, StringComparison.OrdinalIgnoreCase);
    }

    private void FetchAlone(RemoteFile file, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        string part = Path.Combine(Path.GetDirectoryName(path)!, "." + file.Name + ".part");
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                // An attempt may have been ended between its last byte and the renaming.
                if (IsRight(part, file))
                {
                    File.Move(part, path, overwrite: true);
                    return;
                }
                long begin = File.Exists(part) ? new FileInfo(part).Length : 0;
                Receive(file, part, begin < file.Length ? begin : 0, progress, cancellationToken).GetAwaiter().GetResult();
                if (IsRight(part, file))
                {
                    File.Move(part, path, overwrite: true);
                    return;
                }
                long received = new FileInfo(part).Length;
                if (received == file.Length)
                {
                    File.Delete(part);
                    // What came before this attempt may be of another version; bytes that all came at once will not be better next time.
                    attempt = begin > 0 ? attempt : Attempts;
                    throw new IOException($"its SHA-256 is not {file.Sha256}, so what came is not the file that was published");
                }
                throw new IOException($"only {received} of {file.Length} bytes came");
            }
            catch (HttpRequestException exception) when (exception.StatusCode is { } status
                && (int)status is >= 400 and < 500 and not 408 and not 429)
            {
                throw Fault(exception);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException)
            {
                if (attempt >= Attempts)
                {
                    throw Fault(exception);
                }
                cancellationToken.WaitHandle.WaitOne(pause);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        DownloadException Fault(Exception exception) => new(file, path, exception.Message.TrimEnd('.'), exception);
    }

    private async Task Receive(
        RemoteFile file, string part, long begin, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(stall);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, file.Address);
            if (begin > 0)
            {
                request.Headers.Range = new RangeHeaderValue(begin, null);
            }
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token)
                .ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                File.Delete(part);
                throw new IOException("the server cannot go on where the last attempt ended");
            }
            if (!response.IsSuccessStatusCode)
            {
                throw new HttpRequestException(
                    $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}", null, response.StatusCode);
            }
            bool resumed = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == begin;
            long position = resumed ? begin : 0;
            if (response.Content.Headers.ContentLength is { } length && position + length != file.Length)
            {
                throw new IOException($"the server offers {position + length} bytes, but the file has {file.Length}");
            }
            using Stream source = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
            using var target = new FileStream(part, resumed ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
            var chunk = new byte[1 << 16];
            long reported = position;
            while (await Next().ConfigureAwait(false) is var count and > 0)
            {
                position += count;
                if (position > file.Length)
                {
                    target.SetLength(0);
                    throw new IOException($"the server sends more than the {file.Length} bytes of the file");
                }
                target.Write(chunk, 0, count);
                if (position - reported >= ReportEvery || position == file.Length)
                {
                    reported = position;
                    progress?.Report(new DownloadProgress(file.Name, position, file.Length));
                }
            }
            target.Flush(flushToDisk: true);

            async ValueTask<int> Next()
            {
                silence.CancelAfter(stall);
                return await source.ReadAsync(chunk, silence.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"the server was silent for {stall.TotalSeconds} seconds"), exception);
        }
    }

    // An open file that no other process may open. It stays: if it were deleted, two processes could hold one each.
    private static FileStream Enter(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
