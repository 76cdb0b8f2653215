namespace Cornea.Serving;

/// <summary>
/// Requests that wait, in the order in which they came and by the shape they have. It only keeps order: whoever calls it holds the
/// server's lock.
/// </summary>
internal sealed class RequestQueue(int maxBatch)
{
    private readonly LinkedList<PredictionRequest> _all = new();
    private readonly Dictionary<string, RequestGroup> _groups = [];
    private readonly Queue<RequestGroup> _ready = new(); // full, or with a request that cannot wait

    public int Count => _all.Count;

    /// <summary>The request that waits longest.</summary>
    public PredictionRequest? Oldest => _all.First?.Value;

    /// <summary>Puts a request at the end.</summary>
    public void Add(PredictionRequest request)
    {
        if (!_groups.TryGetValue(request.Shapes.Key, out var group))
            _groups.Add(request.Shapes.Key, group = new RequestGroup(request.Shapes));
        request.Group = group;
        _all.AddLast(request.InQueue);
        group.Requests.AddLast(request.InGroup);
        if (group.Requests.Count >= maxBatch || request.IsUrgent)
            MarkReady(group);
    }

    /// <summary>Takes a request out; false where another was faster.</summary>
    public bool Remove(PredictionRequest request)
    {
        if (request.Group is not { } group)
            return false;
        request.Group = null;
        _all.Remove(request.InQueue);
        group.Requests.Remove(request.InGroup);
        if (group.Requests.Count == 0)
            _groups.Remove(group.Shapes.Key);
        return true;
    }

    /// <summary>Whether a batch can be taken at this time.</summary>
    /// <param name="now">The clock's time.</param>
    /// <param name="hurry">Whether nobody waits for company any longer.</param>
    public bool HasBatch(long now, bool hurry) => _all.First is { } oldest && (hurry || oldest.Value.Due <= now || IsAnyReady());

    /// <summary>
    /// Takes the requests of the next batch, of one shape: those that waited long enough first, then those that fill a batch.
    /// </summary>
    /// <param name="now">The clock's time.</param>
    /// <param name="hurry">Whether nobody waits for company any longer.</param>
    /// <param name="batch">Takes the requests.</param>
    /// <param name="late">Takes those whose deadline is over.</param>
    public void Take(long now, bool hurry, List<PredictionRequest> batch, List<PredictionRequest> late)
    {
        if (_all.First is not { } oldest)
            return;
        var group = hurry || oldest.Value.Due <= now ? oldest.Value.Group! : IsAnyReady() ? _ready.Dequeue() : null;
        if (group is null)
            return;
        group.IsReady &= _ready.Contains(group);
        while (batch.Count < maxBatch && group.Requests.First is { } next)
        {
            Remove(next.Value);
            (next.Value.Deadline <= now ? late : batch).Add(next.Value);
        }
        if (group.Requests.Count >= maxBatch || group.Requests.Any(request => request.IsUrgent))
            MarkReady(group);
    }

    private void MarkReady(RequestGroup group)
    {
        if (group.IsReady)
            return;
        group.IsReady = true;
        _ready.Enqueue(group);
    }

    // Groups may have been emptied since they were marked.
    private bool IsAnyReady()
    {
        while (_ready.TryPeek(out var group))
        {
            if (group.Requests.Count >= maxBatch || group.Requests.Any(request => request.IsUrgent))
                return true;
            group.IsReady = false;
            _ready.Dequeue();
        }
        return false;
    }
}
