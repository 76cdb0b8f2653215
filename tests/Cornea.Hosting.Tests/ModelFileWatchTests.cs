using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;

namespace Cornea.Hosting.Tests;

/// <summary>A file that changes while its model answers, one look after the other.</summary>
public sealed class ModelFileWatchTests : IDisposable
{
    private readonly ModelFolder _folder = new();
    private readonly CorneaModel _model = new("sum");
    private readonly ModelFileWatch _watch;

    public ModelFileWatchTests() => _watch = new ModelFileWatch(
        _model, new CorneaModelOptions { Path = _folder.Path }, TimeProvider.System, NullLogger.Instance);

    public void Dispose()
    {
        if (_model.IsReady)
            _model.Server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_first_file_is_read_at_once_and_its_hash_is_the_version()
    {
        _folder.Write(2);
        (await Look()).ShouldBeTrue();
        _model.Version.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.Path)))[..12]);
        var answer = await _model.PredictAsync([1, 2, 3]);
        (answer.Values[0], answer.Version).ShouldBe((12f, _model.Version));
        (await Health()).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_changed_file_takes_over_when_it_has_come_to_rest()
    {
        _folder.Write(2);
        await Look();
        _folder.Write(5);
        (await Look()).ShouldBeFalse();
        (await Answer()).ShouldBe(12f);
        (await Look()).ShouldBeTrue();
        (await Answer()).ShouldBe(30f);
        (await Look()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_half_written_changes_nothing_until_the_rest_is_there()
    {
        _folder.Write(2);
        await Look();
        var bytes = _folder.Bytes(7);
        _folder.Write(bytes.AsSpan(0, bytes.Length / 2));
        // The writer pauses for longer than two looks.
        for (var look = 0; look < 4; look++)
            (await Look()).ShouldBeFalse();
        (await Answer()).ShouldBe(12f);
        (await Health()).Status.ShouldBe(HealthStatus.Degraded);

        _folder.Write(bytes);
        await Look();
        (await Look()).ShouldBeTrue();
        (await Answer()).ShouldBe(42f);
        (await Health()).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_model_of_another_form_or_without_sound_weights_is_refused_and_health_says_so()
    {
        _folder.Write(2);
        await Look();
        var version = _model.Version;
        new Sequential { new Dense(2, inputDim: 3) }.Save(_folder.Path);
        await Look();
        (await Look()).ShouldBeFalse();
        var health = await Health();
        (health.Status, health.Data["version"]).ShouldBe((HealthStatus.Degraded, version));
        health.Description!.ShouldContain("output 0");

        _folder.Write(float.NaN);
        await Look();
        await Look();
        (await Health()).Description!.ShouldContain("NaN");
        (await Answer()).ShouldBe(12f);
    }

    [Fact]
    public async Task Without_a_file_it_is_not_ready_and_says_why_until_there_is_one()
    {
        (await Look()).ShouldBeFalse();
        var health = await Health();
        health.Status.ShouldBe(HealthStatus.Unhealthy);
        health.Description!.ShouldContain(_folder.Path);
        (await Should.ThrowAsync<ModelNotReadyException>(() => _model.PredictAsync([1, 2, 3]))).Message.ShouldContain("not ready");

        _folder.Write(2);
        await Look();
        (await Look()).ShouldBeTrue();
        (await Health()).Status.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task The_same_bytes_written_again_are_the_same_version()
    {
        _folder.Write(2);
        await Look();
        var (server, loaded) = (_model.Server, _model.LoadedAt);
        _folder.Write(File.ReadAllBytes(_folder.Path));
        await Look();
        (await Look()).ShouldBeFalse();
        (_model.Server, _model.LoadedAt).ShouldBe((server, loaded));
    }

    private Task<bool> Look() => _watch.Look(TestContext.Current.CancellationToken);

    private async Task<float> Answer() => (await _model.PredictAsync([1, 2, 3])).Values[0];

    private Task<HealthCheckResult> Health() => new CorneaModelHealthCheck(_model).CheckHealthAsync(new HealthCheckContext());
}
