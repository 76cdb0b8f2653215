using System.Diagnostics;
using System.Runtime.InteropServices;
using Cornea.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Cornea.Bench.Service;

/// <summary>The service, and the clients of each of its addresses in turn.</summary>
internal static class Comparison
{
    private const int Rounds = 5;

    private static readonly string[] Ways = ["cornea", "pool", "onnxruntime"];

    public static async Task<int> RunAsync(string name, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("cornea-bench-");
        try
        {
            var model = Networks.Model(name);
            var (file, exported) = (Path.Combine(folder.FullName, "model.keras"), Path.Combine(folder.FullName, "model.onnx"));
            model.Save(file);
            model.ExportOnnx(exported);
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddCorneaModel("served", file);
            await using var app = builder.Build();
            using var runtime = new RuntimePool(exported);
            using var pool = new PredictorPool(Model.Load(file));
            int[] sample = [.. model.Inputs[0].Shape.Skip(1)];
            app.MapPost("/cornea", async (HttpContext context, CorneaModel served) =>
                await AnswerAsync(context, (await served.PredictAsync(await ReadAsync(context, sample), context.RequestAborted)).Values));
            app.MapPost("/pool", async (HttpContext context) =>
                await AnswerAsync(context, await pool.PredictAsync(await ReadAsync(context, sample))));
            app.MapPost("/onnxruntime", async (HttpContext context) =>
                await AnswerAsync(context, runtime.Predict(await ReadAsync(context, sample), sample)));
            app.Urls.Add("http://127.0.0.1:0");
            await app.StartAsync();
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            while (!app.Services.GetRequiredService<CorneaModel>().IsReady)
                await Task.Delay(50);
            var length = sample.Aggregate(1, (product, one) => product * one);
            await CompareAnswersAsync(address, length);
            return Report(Measured(address, length, seconds));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<float[]> ReadAsync(HttpContext context, int[] sample)
    {
        var values = new float[sample.Aggregate(1, (product, one) => product * one)];
        var bytes = new byte[values.Length * sizeof(float)];
        await context.Request.Body.ReadExactlyAsync(bytes, context.RequestAborted);
        bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static async Task AnswerAsync(HttpContext context, float[] values)
    {
        var bytes = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    // What is compared has to be the same network.
    private static async Task CompareAnswersAsync(string address, int length)
    {
        using var client = new HttpClient();
        var values = Enumerable.Range(0, length).Select(i => MathF.Sin(i)).ToArray();
        var answers = new List<float[]>();
        foreach (var way in Ways)
        {
            using var content = new ByteArrayContent(MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
            var answer = await client.PostAsync($"{address}/{way}", content);
            answers.Add(MemoryMarshal.Cast<byte, float>(await answer.Content.ReadAsByteArrayAsync()).ToArray());
        }
        if (answers.Skip(1).Any(other => other.Zip(answers[0]).Any(pair => Math.Abs(pair.First - pair.Second) > 1e-5f)))
            throw new InvalidOperationException("The three give different answers to one sample.");
    }

    private static Dictionary<string, List<Rate>> Measured(string address, int length, int seconds)
    {
        var rates = Ways.ToDictionary(way => way, _ => new List<Rate>());
        for (var round = 1; round <= Rounds; round++)
        {
            foreach (var way in Ways)
            {
                var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
                // Started by `dotnet X.dll`, the process is the host.
                if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
                    start.ArgumentList.Add(typeof(Comparison).Assembly.Location);
                foreach (var argument in (string[])["clients", $"{address}/{way}", $"{length}", $"{seconds}"])
                    start.ArgumentList.Add(argument);
                using var clients = Process.Start(start)!;
                var rate = Rate.Read(clients.StandardOutput.ReadToEnd());
                clients.WaitForExit();
                Console.WriteLine($"round {round}: {way,-12} {rate}");
                rates[way].Add(rate);
            }
        }
        return rates;
    }

    private static int Report(Dictionary<string, List<Rate>> rates)
    {
        static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
        foreach (var (way, all) in rates)
        {
            Console.WriteLine($"median: {way,-12} " + new Rate(
                Median(all.Select(rate => rate.PerSecond)), Median(all.Select(rate => rate.P50)), Median(all.Select(rate => rate.P99))));
        }
        double Ratio(string other) =>
            Median(rates["cornea"].Select(rate => rate.PerSecond)) / Median(rates[other].Select(rate => rate.PerSecond));
        var p99 = Median(rates["cornea"].Select(rate => rate.P99));
        Console.WriteLine($"cornea / onnxruntime: {Ratio("onnxruntime"):F2}; cornea / pool: {Ratio("pool"):F2}; p99 {p99:F2} ms");
        return Ratio("onnxruntime") >= 1 && Ratio("pool") >= 1 && p99 < 10 ? 0 : 1;
    }
}
