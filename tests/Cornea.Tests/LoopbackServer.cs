using System.Net;
using System.Net.Sockets;

namespace Cornea.Tests;

/// <summary>A server on this machine that answers as a test says.</summary>
public sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<int, string, byte[]?> _answer;
    private readonly List<TcpClient> _open = [];
    private int _requests;

    /// <param name="answer">The bytes of an answer, by the number of the request and its text; null to say nothing for ever.</param>
    public LoopbackServer(Func<int, string, byte[]?> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = Accept();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file.bin");

    public int Requests => Volatile.Read(ref _requests);

    public static byte[] Answer(string status, byte[] body, int? length = null, string more = "") =>
        [.. System.Text.Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {status}\r\nContent-Length: {length ?? body.Length}\r\n{more}Connection: close\r\n\r\n"), .. body];

    public void Dispose()
    {
        _listener.Stop();
        lock (_open)
            _open.ForEach(client => client.Dispose());
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                lock (_open)
                    _open.Add(client);
                _ = Serve(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            NetworkStream stream = client.GetStream();
            var request = new System.Text.StringBuilder();
            var buffer = new byte[4096];
            while (!IsWhole(request.ToString()))
            {
                int count = await stream.ReadAsync(buffer);
                if (count == 0)
                    throw new IOException("The other side left.");
                request.Append(System.Text.Encoding.UTF8.GetString(buffer, 0, count));
            }
            if (_answer(Interlocked.Increment(ref _requests), request.ToString()) is { } answer)
            {
                await stream.WriteAsync(answer);
                client.Dispose();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The other side left.
        }
    }

    // The head has ended, and so many bytes of a body have come as it says.
    private static bool IsWhole(string request)
    {
        int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        const string Name = "Content-Length: ";
        int at = request.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 || at > end || request.Length - end - 4 >= int.Parse(
            request.AsSpan(at + Name.Length, request.IndexOf('\r', at) - at - Name.Length),
            System.Globalization.CultureInfo.InvariantCulture);
    }
}
