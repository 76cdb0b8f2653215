using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cornea.Hosting;

/// <summary>
/// Unhealthy before a model is loaded and warm, degraded while its file has changed but cannot be used, healthy otherwise. The data say
/// which version answers, since when, and how many requests wait.
/// </summary>
internal sealed class CorneaModelHealthCheck(CorneaModel model) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult(Check());
    }

    private HealthCheckResult Check()
    {
        if (!model.IsReady)
            return HealthCheckResult.Unhealthy(model.Problem ?? $"Model '{model.Name}' is being loaded.");
        var data = new Dictionary<string, object>
        {
            ["version"] = model.Version!,
            ["queue"] = model.Server.QueueLength,
        };
        if (model.LoadedAt is { } loaded)
            data["loadedAt"] = loaded;
        return model.Problem is { } problem
            ? HealthCheckResult.Degraded(
                $"Version {model.Version} goes on answering, for the file as it is now cannot be used: {problem}", data: data)
            : HealthCheckResult.Healthy($"Version {model.Version} answers.", data);
    }
}
