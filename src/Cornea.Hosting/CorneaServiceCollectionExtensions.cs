using Cornea.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Cornea's models to a service.</summary>
public static class CorneaServiceCollectionExtensions
{
    /// <summary>
    /// Adds a model: a <see cref="CorneaModel"/> by its name, that is loaded when the service starts and anew when its file has changed; a
    /// health check <c>cornea:NAME</c> with the tag <c>ready</c>; and, with <c>app.UseExceptionHandler()</c>, 503 with Retry-After when
    /// too many requests wait.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The model's name, in injection, metrics, health and logs.</param>
    /// <param name="path">Its file, where the configuration names no other.</param>
    /// <param name="configure">Changes how it is served; takes precedence over the configuration.</param>
    /// <example><code>
    /// builder.Services.AddCorneaModel("digits", "digits.keras");
    /// app.UseExceptionHandler();
    /// app.MapHealthChecks("/ready", new() { Predicate = check => check.Tags.Contains("ready") });
    /// app.MapPost("/predict", async (float[] pixels, CorneaModel model, CancellationToken cancellation) =>
    ///     (await model.PredictAsync(pixels, cancellation)).Values);
    /// </code></example>
    public static IServiceCollection AddCorneaModel(
        this IServiceCollection services, string name, string? path = null, Action<CorneaModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        services.AddOptions<CorneaModelOptions>(name)
            .Configure<IServiceProvider>((options, provider) =>
            {
                options.Path = path ?? options.Path;
                provider.GetService<IConfiguration>()?.GetSection("Cornea:Models:" + name).Bind(options);
                configure?.Invoke(options);
            })
            .Validate(
                options => options.Path.Length > 0,
                $"Model '{name}' has no file. Name it: AddCorneaModel(\"{name}\", \"model.keras\"), or in Cornea:Models:{name}:Path.");
        services.TryAddSingleton(TimeProvider.System);
        services.AddKeyedSingleton(name, (_, _) => new CorneaModel(name));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<CorneaModel>(name));
        services.AddSingleton<IHostedService>(provider => new CorneaModelService(
            provider.GetRequiredKeyedService<CorneaModel>(name),
            provider.GetRequiredService<IOptionsMonitor<CorneaModelOptions>>().Get(name),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Cornea.Hosting")));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            "cornea:" + name,
            provider => new CorneaModelHealthCheck(provider.GetRequiredKeyedService<CorneaModel>(name)),
            failureStatus: null,
            tags: ["ready", "cornea"]));
        services.AddProblemDetails();
        if (!services.Any(service => service.ImplementationType == typeof(ServingExceptionHandler)))
            services.AddExceptionHandler<ServingExceptionHandler>();
        return services;
    }
}
