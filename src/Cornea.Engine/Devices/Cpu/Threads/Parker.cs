namespace Cornea.Devices.Cpu.Threads;

/// <summary>A position where one thread sleeps until another wakes it. A wake that comes first is never lost.</summary>
internal sealed class Parker
{
    private readonly object _gate = new();
    private int _parked;
    private bool _woken;

    /// <summary>Announces that the thread is about to sleep. It must look once more for work before it calls <see cref="Sleep"/>.</summary>
    public void Announce() => Interlocked.Exchange(ref _parked, 1);

    /// <summary>Takes the announcement back; false when a waker has already seen it, so that <see cref="Sleep"/> must be called.</summary>
    public bool Withdraw() => Interlocked.CompareExchange(ref _parked, 0, 1) == 1;

    /// <summary>Sleeps until <see cref="Wake"/> has seen the announcement.</summary>
    public void Sleep()
    {
        lock (_gate)
        {
            while (!_woken) Monitor.Wait(_gate);
            _woken = false;
        }
    }

    /// <summary>Wakes the thread if it has announced itself; costs one read if it has not.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _parked) == 0 || Interlocked.CompareExchange(ref _parked, 0, 1) != 1) return;
        lock (_gate)
        {
            _woken = true;
            Monitor.Pulse(_gate);
        }
    }
}
