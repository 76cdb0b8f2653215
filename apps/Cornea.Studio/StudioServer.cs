using System.Net;
using Cornea.Studio.Api;
using Cornea.Studio.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cornea.Studio;

/// <summary>The page's server: it listens on the loopback address alone, and stops with a running training saved.</summary>
public sealed class StudioServer : IAsyncDisposable
{
    private const long BodyLimit = 1 << 20;

    private readonly WebApplication _application;
    private readonly Workspace _workspace;

    private StudioServer(WebApplication application, Workspace workspace) => (_application, _workspace) = (application, workspace);

    /// <summary>Where the page is, such as <c>http://127.0.0.1:6006/</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    internal Workspace Workspace => _workspace;

    /// <summary>Starts to listen.</summary>
    /// <param name="options">The port and the folder of runs.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<StudioServer> StartAsync(StudioOptions options, CancellationToken cancellationToken = default)
    {
        // Empty: neither the environment nor a file beside the program can make it listen elsewhere.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit;
            kestrel.Limits.MaxConcurrentConnections = 512;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        var workspace = new Workspace(options);
        var server = new StudioServer(application, workspace);
        application.Use(RequestGuard.Check);
        application.UseRouting();
        Routes.Map(application, workspace);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.Address = new Uri(addresses.Addresses.First() + "/");
        return server;
    }

    /// <summary>Stops a running training after its batch, saves it so that it can go on, and closes the port.</summary>
    public async ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _application.StopAsync(soon.Token);
        await _application.DisposeAsync();
    }
}
