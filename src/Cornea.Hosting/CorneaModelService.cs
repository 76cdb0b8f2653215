using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cornea.Hosting;

/// <summary>Loads a model when the service starts, follows its file, and answers what waits when the service stops.</summary>
internal sealed class CorneaModelService(CorneaModel model, CorneaModelOptions options, TimeProvider clock, ILogger logger)
    : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (!model.IsReady)
            return;
        Log.Ending(logger, model.Name);
        await model.Server.DisposeAsync().ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The service answers, and says that it is not ready, while the model loads.
        await Task.Yield();
        var watch = new ModelFileWatch(model, options, clock, logger);
        using var timer = new PeriodicTimer(options.ReloadInterval, clock);
        try
        {
            do
                await watch.Look(stoppingToken).ConfigureAwait(false);
            while ((options.Reload || !model.IsReady) && await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }
}
