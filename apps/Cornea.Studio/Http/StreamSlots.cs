namespace Cornea.Studio.Http;

/// <summary>Counts the open event streams, so that a page left open in many tabs cannot use up the server.</summary>
internal sealed class StreamSlots(int maximum)
{
    private int _open;

    public int Open => Volatile.Read(ref _open);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= maximum)
            return true;
        Interlocked.Decrement(ref _open);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);
}
