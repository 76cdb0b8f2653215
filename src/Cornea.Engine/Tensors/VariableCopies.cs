namespace Cornea;

/// <summary>
/// The values of one variable in the memories of devices that do not use the host's. Every write has a number, and each memory knows
/// which write it holds, so values are copied only where another memory was written last.
/// </summary>
internal sealed class VariableCopies
{
    private readonly Dictionary<IMemorySpace, DeviceMemory> _memories = [];
    private readonly Dictionary<IMemorySpace, long> _writes = [];
    private readonly Lock _copying = new();
    private long _lastWrite;
    private long _hostWrite;

    /// <summary>The device that wrote last, or null where the host's memory holds those values.</summary>
    public IMemorySpace? Writer
    {
        get
        {
            if (_hostWrite == _lastWrite)
            {
                return null;
            }
            foreach (var (device, write) in _writes)
            {
                if (write == _lastWrite)
                {
                    return device;
                }
            }
            return null;
        }
    }

    /// <summary>The memory on a device; made, with the host's values, when it is first asked for.</summary>
    /// <param name="device">The device.</param>
    /// <param name="host">The host's memory, up to date.</param>
    /// <param name="copy">Makes a copy in the device's memory.</param>
    public DeviceMemory On(IMemorySpace device, HostMemory host, Func<HostMemory, DeviceMemory> copy)
    {
        lock (_copying)
        {
            if (!_memories.TryGetValue(device, out var memory))
            {
                _memories[device] = memory = copy(host);
                _writes[device] = _lastWrite;
            }
            return memory;
        }
    }

    /// <summary>Copies to the host what a device wrote last.</summary>
    /// <param name="host">The host's memory.</param>
    public void ToHost(HostMemory host)
    {
        lock (_copying)
        {
            if (Writer is { } device)
            {
                _memories[device].CopyThroughHost(host);
                _hostWrite = _lastWrite;
            }
        }
    }

    /// <summary>Copies to a device what was written last.</summary>
    /// <param name="device">The device.</param>
    /// <param name="host">The host's memory, up to date.</param>
    public void BringTo(IMemorySpace device, HostMemory host)
    {
        lock (_copying)
        {
            if (_writes.TryGetValue(device, out var write) && write != _lastWrite)
            {
                host.CopyThroughHost(_memories[device]);
                _writes[device] = _lastWrite;
            }
        }
    }

    /// <summary>Remembers a write by the host.</summary>
    public void HostWrote()
    {
        lock (_copying)
        {
            _hostWrite = ++_lastWrite;
        }
    }

    /// <summary>Remembers a write by a device.</summary>
    /// <param name="device">The device.</param>
    public void Wrote(IMemorySpace device)
    {
        lock (_copying)
        {
            _writes[device] = ++_lastWrite;
        }
    }
}
