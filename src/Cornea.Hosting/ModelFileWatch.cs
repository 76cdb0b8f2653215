using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Cornea.Hosting;

/// <summary>
/// Loads a model's file and loads it anew when it has changed. A file that is still being written is not read; one that cannot be read,
/// or whose model does not verify, leaves the version before where it is.
/// </summary>
internal sealed class ModelFileWatch(CorneaModel model, CorneaModelOptions options, TimeProvider clock, ILogger logger)
{
    private FileStamp? _seen;
    private FileStamp? _read;

    /// <summary>Looks at the file once, and reads it where it should be.</summary>
    /// <returns>Whether a version went live.</returns>
    public async Task<bool> Look(CancellationToken cancellation)
    {
        var stamp = FileStamp.Of(options.Path);
        // The first file is read at once; a later one when it has come to rest.
        var isAtRest = _seen is null || _seen == stamp;
        _seen = stamp;
        if (stamp == _read || !isAtRest)
            return false;
        _read = stamp;
        try
        {
            return await Read(stamp, cancellation).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            model.Problem = problem.Message;
            if (model.IsReady)
                Log.NotReplaced(logger, model.Name, options.Path, model.Version!, problem);
            else
                Log.NotLoaded(logger, model.Name, options.Path, problem);
            return false;
        }
    }

    private async Task<bool> Read(FileStamp stamp, CancellationToken cancellation)
    {
        if (stamp.Length < 0)
            throw new FileNotFoundException($"There is no file '{options.Path}'. Put the model there, or name another path.", options.Path);
        var start = clock.GetTimestamp();
        var version = await Version(cancellation).ConfigureAwait(false);
        if (version == model.Version)
        {
            model.Problem = null;
            return false;
        }
        var loaded = (options.Load ?? (path => Model.Load(path)))(options.Path);
        if (FileStamp.Of(options.Path) != stamp || version != await Version(cancellation).ConfigureAwait(false))
        {
            // Another look will come upon it at rest.
            _read = null;
            return false;
        }
        if (model.IsReady)
            await model.Server.SwapAsync(loaded, version, cancellation).ConfigureAwait(false);
        else
            model.GoLive(loaded.Serve(options.ToServingOptions(model.Name, version, clock)));
        (model.Problem, model.LoadedAt) = (null, clock.GetUtcNow());
        Log.Live(logger, model.Name, version, clock.GetElapsedTime(start).TotalMilliseconds);
        return true;
    }

    private async Task<string> Version(CancellationToken cancellation)
    {
        var file = File.OpenRead(options.Path);
        await using (file.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false))[..12];
        }
    }
}
