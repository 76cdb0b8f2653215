using System.Globalization;
using Cornea.Studio.Http;
using Cornea.Studio.Models;
using Cornea.Studio.Training;

namespace Cornea.Studio;

/// <summary>What the page works with: the runs of the folder, the networks, and the one training that may run.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TrainingSession> _sessions = [];
    private readonly string _folder;

    public Workspace(StudioOptions options)
    {
        _folder = Path.GetFullPath(options.RunsFolder);
        Streams = new StreamSlots(options.MaximumStreams);
        Models = new ModelStore(Find, FindRecorded);
        Refresh();
        Current = _sessions.Values.MaxBy(session => session.Started);
    }

    public StreamSlots Streams { get; }

    public ModelStore Models { get; }

    /// <summary>The training that runs, else the newest; null where there is none.</summary>
    public TrainingSession? Current { get; private set; }

    /// <summary>The runs, the newest first.</summary>
    public IReadOnlyList<TrainingSession> Sessions
    {
        get
        {
            lock (_lock)
            {
                Refresh();
                return [.. _sessions.Values.OrderByDescending(session => session.Started)];
            }
        }
    }

    /// <summary>The runs of other programs in the folder, the newest first by the names of their folders.</summary>
    public IReadOnlyList<RecordedRun> Recorded => [.. RunFolder.List(_folder).Where(folder => Find(folder.Name) is null)
        .Select(folder => new RecordedRun(folder)).OrderByDescending(run => run.Id, StringComparer.Ordinal)];

    public TrainingSession? Find(string id)
    {
        lock (_lock)
            return _sessions.GetValueOrDefault(id);
    }

    /// <summary>A run by the name of its folder, which must be one of those that are there: a name is never made into a path.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public TrainingSession Get(string id) => Find(id) ?? throw RequestException.NotFound("run of this name");

    /// <summary>A run of another program by the name of its folder; null where there is none.</summary>
    public RecordedRun? FindRecorded(string id) => Recorded.FirstOrDefault(run => run.Id == id);

    /// <summary>Starts a training.</summary>
    /// <exception cref="RequestException">One runs already.</exception>
    public TrainingSession Train(TrainRequest request)
    {
        lock (_lock)
        {
            RequireIdle();
            var completed = SessionSettings.Complete(request, _sessions.Count + 1);
            var id = NewId();
            var session = TrainingSession.Create(id, Path.Combine(_folder, id), completed);
            _sessions.Add(id, session);
            return Current = session;
        }
    }

    /// <summary>Goes on with a training that is paused, was stopped or interrupted.</summary>
    public void Continue(TrainingSession session)
    {
        lock (_lock)
        {
            if (!session.IsRunning)
                RequireIdle();
            session.Continue();
            Current = session;
        }
    }

    /// <summary>Removes a run and its folder.</summary>
    /// <exception cref="RequestException">It is running.</exception>
    public void Remove(TrainingSession session)
    {
        lock (_lock)
        {
            if (session.IsRunning)
                throw new RequestException(409, "This run is training. Stop it first.");
            Directory.Delete(Path.Combine(_folder, session.Id), recursive: true);
            _sessions.Remove(session.Id);
            Models.Forget(session.Id);
            if (Current == session)
                Current = _sessions.Values.MaxBy(other => other.Started);
        }
    }

    public void Dispose()
    {
        foreach (var session in Sessions)
            session.Close();
    }

    private void RequireIdle()
    {
        if (Current is { IsRunning: true } running)
            throw new RequestException(409, $"'{running.Request.Name}' is training. Stop it first, or wait for its end.");
    }

    private string NewId()
    {
        var time = DateTimeOffset.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        for (var number = 1; ; number++)
        {
            var id = number == 1 ? $"{time}-studio" : $"{time}-studio-{number}";
            if (!_sessions.ContainsKey(id) && !Directory.Exists(Path.Combine(_folder, id)))
                return id;
        }
    }

    // Another process may have written runs into the folder.
    private void Refresh()
    {
        if (!Directory.Exists(_folder))
            return;
        foreach (var folder in Directory.EnumerateDirectories(_folder))
        {
            var id = Path.GetFileName(folder);
            if (!_sessions.ContainsKey(id) && TrainingSession.Open(id, folder) is { } session)
                _sessions.Add(id, session);
        }
    }
}
