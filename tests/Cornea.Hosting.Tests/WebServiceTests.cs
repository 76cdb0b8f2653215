using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cornea.Tests.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shouldly;

namespace Cornea.Hosting.Tests;

/// <summary>A web service with a model, asked over HTTP.</summary>
public sealed class WebServiceTests : IDisposable
{
    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_service_is_ready_when_its_model_is_warm_and_answers_with_its_version()
    {
        await using var app = Service(_ => { });
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        // No file yet: alive but not ready.
        (await client.GetAsync("/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var early = await client.PostAsJsonAsync("/predict", new float[] { 1, 2, 3 });
        early.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        early.Headers.RetryAfter!.Delta!.Value.ShouldBe(TimeSpan.FromSeconds(1));

        _folder.Write(2);
        await Ready(app);
        (await client.GetAsync("/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await client.PostAsJsonAsync("/predict", new float[] { 1, 2, 3 });
        (await answer.Content.ReadFromJsonAsync<float[]>()).ShouldBe([12f]);

        var wrong = await client.PostAsJsonAsync("/predict", new float[] { 1, 2 });
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonDocument.Parse(await wrong.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString()!.ShouldContain("(3,)");
    }

    [Fact]
    public async Task A_full_queue_answers_503_and_when_to_come_again()
    {
        _folder.Write(2);
        var clock = new ManualClock();
        await using var app = Service(options => options.Serving = serving =>
            serving with { MaxDelay = TimeSpan.FromSeconds(1), QueueCapacity = 8, Clock = clock });
        await app.StartAsync();
        await Ready(app);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var model = app.Services.GetRequiredService<CorneaModel>();

        var waiting = Enumerable.Range(0, 8).Select(_ => model.PredictAsync([1, 2, 3])).ToArray();
        var refused = await Task.WhenAll(Enumerable.Range(0, 92).Select(_ => client.PostAsJsonAsync("/predict", new float[] { 1, 2, 3 })));
        refused.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable
            && answer.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));

        clock.Advance(TimeSpan.FromSeconds(1));
        (await Task.WhenAll(waiting)).ShouldAllBe(answer => answer.Values[0] == 12);
    }

    [Fact]
    public async Task A_service_that_stops_answers_what_waits()
    {
        _folder.Write(2);
        await using var app = Service(options => options.Serving = serving =>
            serving with { MaxDelay = TimeSpan.FromDays(1), Clock = new ManualClock() });
        await app.StartAsync();
        await Ready(app);
        var model = app.Services.GetRequiredService<CorneaModel>();
        var waiting = model.PredictAsync([1, 2, 3]);
        await app.StopAsync();
        (await waiting).Values.ShouldBe([12f]);
        await Should.ThrowAsync<ObjectDisposedException>(model.PredictAsync([1, 2, 3]));
    }

    [Fact]
    public void Options_come_from_the_configuration_and_from_code()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Cornea:Models:sum:Path"] = "elsewhere.keras",
            ["Cornea:Models:sum:MaxBatch"] = "7",
            ["Cornea:Models:sum:MaxDelay"] = "00:00:00.004",
            ["Cornea:Models:sum:WhenFull"] = "Wait",
            ["Cornea:Models:sum:Deadline"] = "00:00:02",
            ["Cornea:Models:sum:Threads"] = "3",
        }).Build());
        services.AddCorneaModel("sum", configure: options => options.QueueCapacity = 5);
        services.AddCorneaModel("none");
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptionsMonitor<CorneaModelOptions>>();

        var serving = options.Get("sum").ToServingOptions("sum", "1", TimeProvider.System);
        options.Get("sum").Path.ShouldBe("elsewhere.keras");
        (serving.MaxBatch, serving.MaxDelay, serving.WhenFull, serving.Deadline, serving.QueueCapacity, serving.Compile.Threads).ShouldBe(
            (7, TimeSpan.FromMilliseconds(4), Cornea.Serving.FullQueue.Wait, TimeSpan.FromSeconds(2), 5, 3));
        Should.Throw<OptionsValidationException>(() => options.Get("none")).Message.ShouldContain("Cornea:Models:none:Path");
    }

    [Fact]
    public void Several_models_have_their_names()
    {
        var services = new ServiceCollection().AddCorneaModel("a", "a.keras").AddCorneaModel("b", "b.keras");
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredKeyedService<CorneaModel>("b").Name.ShouldBe("b");
        provider.GetRequiredService<CorneaModel>().ShouldBe(provider.GetRequiredKeyedService<CorneaModel>("a"));
        provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Select(check => check.Name)
            .ShouldBe(["cornea:a", "cornea:b"]);
    }

    private WebApplication Service(Action<CorneaModelOptions> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddCorneaModel("sum", _folder.Path, options =>
        {
            options.ReloadInterval = TimeSpan.FromMilliseconds(10);
            configure(options);
        });
        var app = builder.Build();
        app.UseExceptionHandler();
        app.MapHealthChecks("/ready", new() { Predicate = check => check.Tags.Contains("ready") });
        app.MapPost("/predict", async (float[] sample, CorneaModel model, CancellationToken cancellation) =>
            (await model.PredictAsync(sample, cancellation)).Values);
        return app;
    }

    // Asks until the model is there: however long that takes, the test goes the same way.
    private static async Task Ready(WebApplication app)
    {
        var health = app.Services.GetRequiredService<HealthCheckService>();
        while ((await health.CheckHealthAsync()).Status != HealthStatus.Healthy)
            await Task.Delay(5);
    }
}
