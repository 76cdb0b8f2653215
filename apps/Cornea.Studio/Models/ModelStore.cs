using Cornea.Studio.Http;
using Cornea.Studio.Training;

namespace Cornea.Studio.Models;

/// <summary>The networks that can be looked into: of runs, and of files dropped on the page. A few are kept in memory.</summary>
internal sealed class ModelStore(Func<string, TrainingSession?> sessionOf, Func<string, RecordedRun?> recordedOf)
{
    private const int Most = 6;

    private readonly Lock _lock = new();
    private readonly List<ViewedModel> _models = []; // the one used last stands last
    private int _dropped;

    public IReadOnlyList<ViewedModel> Dropped
    {
        get
        {
            lock (_lock)
                return [.. _models.Where(model => model.Id.StartsWith("drop-", StringComparison.Ordinal))];
        }
    }

    /// <summary>The network of a run or of a dropped file.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public ViewedModel Get(string id)
    {
        var session = sessionOf(id);
        if (session?.View is { } live)
            return live;
        lock (_lock)
        {
            if (_models.Find(model => model.Id == id) is { } known)
            {
                _models.Remove(known);
                _models.Add(known);
                return known;
            }
            if (session is null && recordedOf(id) is { } recorded && File.Exists(recorded.ModelPath))
                return Keep(ViewedModel.Of(id, recorded.Name, Model.Load(recorded.ModelPath), null));
            if (session is null || !File.Exists(session.ModelPath))
                throw RequestException.NotFound("network of this name");
            return Keep(ViewedModel.Of(
                id, session.Request.Name!, Model.Load(session.ModelPath), DataSets.Classes(session.Request.Data!)));
        }
    }

    /// <summary>Opens a file that was dropped on the page.</summary>
    /// <param name="name">What it is called; shown only.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="RequestException">It is no model that can be opened; the message says why.</exception>
    public ViewedModel Drop(string name, byte[] content)
    {
        // The reader wants a file. Its name is ours; nothing of the request's is in it.
        var path = Path.Combine(Path.GetTempPath(), $"cornea-{Guid.NewGuid():N}{Ending(content)}");
        try
        {
            var model = Read(name, content, path);
            lock (_lock)
                return Keep(ViewedModel.Of($"drop-{++_dropped}", name, model, null));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new RequestException(422, exception.Message.Replace(path, name, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    public void Forget(string id)
    {
        lock (_lock)
            _models.RemoveAll(model => model.Id == id);
    }

    private static Model Read(string name, byte[] content, string path)
    {
        if (name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            return OnnxModel.Import(new MemoryStream(content), name);
        if (name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return StoredWeights.Read(content, name);
        File.WriteAllBytes(path, content);
        return Model.Load(path);
    }

    private static string Ending(byte[] content) => content.AsSpan().StartsWith("PK"u8) ? ".keras" : ".h5";

    private ViewedModel Keep(ViewedModel model)
    {
        _models.Add(model);
        if (_models.Count > Most)
            _models.RemoveAt(0);
        return model;
    }
}
