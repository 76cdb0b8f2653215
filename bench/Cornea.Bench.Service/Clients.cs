using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cornea.Bench.Service;

/// <summary>32 clients, each of which asks again when it is answered.</summary>
internal static class Clients
{
    private const int Count = 32;

    /// <summary>Asks for some seconds, after one of warming up, and prints the rate.</summary>
    public static async Task<int> RunAsync(string address, int length, int seconds)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Count });
        var random = new System.Random(1);
        var body = MemoryMarshal.AsBytes<float>(Enumerable.Range(0, length).Select(_ => random.NextSingle()).ToArray()).ToArray();
        await AskAsync(client, address, body, TimeSpan.FromSeconds(1));
        var start = Stopwatch.GetTimestamp();
        double[] times = [.. (await AskAsync(client, address, body, TimeSpan.FromSeconds(seconds))).Order()];
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(new Rate(times.Length / elapsed, times[times.Length / 2], times[(int)(times.Length * 0.99)]).Line);
        return 0;
    }

    private static async Task<IEnumerable<double>> AskAsync(HttpClient client, string address, byte[] body, TimeSpan span)
    {
        var start = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, Count).Select(number => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(start) < span)
            {
                var asked = Stopwatch.GetTimestamp();
                using var content = new ByteArrayContent(body);
                using var answer = await client.PostAsync(address, content);
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
                own.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
            return own;
        })));
        return all.SelectMany(own => own);
    }
}
