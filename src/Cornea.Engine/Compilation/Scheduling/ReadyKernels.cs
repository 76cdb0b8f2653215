using Cornea.Compilation.Kernels;

namespace Cornea.Compilation.Scheduling;

/// <summary>
/// The kernels that could run next, and which of them should. Where all that is left to do with some value of the arena can be
/// done at once, and frees more memory than it takes, that comes first: so the gradient of a layer's weights follows the
/// gradient of its result, and neither that nor the layer's input waits for the end of the step. Otherwise the first in order.
/// </summary>
internal sealed class ReadyKernels
{
    private readonly BufferSlot[][] _slots; // arena slots of each kernel
    private readonly Dictionary<BufferSlot, SortedSet<int>> _left = []; // kernels that still have to touch a slot
    private readonly Dictionary<BufferSlot, int> _readyOf = []; // how many of these could run
    private readonly HashSet<BufferSlot> _written = [];
    private readonly HashSet<BufferSlot> _ending = []; // written slots whose remaining kernels could all run
    private readonly Dictionary<BufferSlot, long> _gains = []; // bytes that ending a slot frees, until one of them changes
    private readonly SortedSet<int> _ready = [];
    private readonly Queue<int> _chosen = [];

    /// <summary>Starts with none of the kernels ready.</summary>
    /// <param name="specs">All kernels, in an order that prefers earlier ones.</param>
    public ReadyKernels(IReadOnlyList<KernelSpec> specs)
    {
        _slots = [.. specs.Select(spec => spec.Views.Select(view => view.Buffer)
            .Where(slot => slot.Kind == BufferSlotKind.Arena).Distinct().ToArray())];
        for (var i = 0; i < specs.Count; i++)
        {
            foreach (var slot in _slots[i])
            {
                if (!_left.TryGetValue(slot, out var kernels))
                    _left[slot] = kernels = [];
                kernels.Add(i);
            }
        }
    }

    /// <summary>A kernel that waits for nothing any more.</summary>
    public void Add(int kernel)
    {
        _ready.Add(kernel);
        foreach (var slot in _slots[kernel])
        {
            _readyOf[slot] = _readyOf.GetValueOrDefault(slot) + 1;
            Notice(slot);
        }
    }

    /// <summary>Takes the kernel that should run next; null when none is ready.</summary>
    public int? Take()
    {
        if (_ready.Count == 0)
            return null;
        if (_chosen.Count == 0)
        {
            foreach (var kernel in Ending() ?? [_ready.Min])
                _chosen.Enqueue(kernel);
        }
        var next = _chosen.Dequeue();
        _ready.Remove(next);
        foreach (var slot in _slots[next])
        {
            _left[slot].Remove(next);
            _readyOf[slot]--;
            _written.Add(slot);
            Notice(slot);
            foreach (var kernel in _left[slot])
            {
                foreach (var touched in _slots[kernel])
                    _gains.Remove(touched);
            }
        }
        return next;
    }

    private void Notice(BufferSlot slot)
    {
        if (_written.Contains(slot) && _left[slot].Count > 0 && _left[slot].Count == _readyOf.GetValueOrDefault(slot))
            _ending.Add(slot);
        else
            _ending.Remove(slot);
    }

    // The first group of kernels that together end lives of more bytes than they begin.
    private List<int>? Ending()
    {
        List<int>? first = null;
        foreach (var slot in _ending)
        {
            var group = _left[slot];
            if (first is not null && group.Min >= first[0])
                continue;
            if (!_gains.TryGetValue(slot, out var gain))
                _gains[slot] = gain = Gain(group);
            if (gain > 0)
                first = [.. group];
        }
        return first;
    }

    private long Gain(SortedSet<int> group)
    {
        long gain = 0;
        foreach (var touched in group.SelectMany(kernel => _slots[kernel]).Distinct())
        {
            if (!_written.Contains(touched))
                gain -= touched.Type.Bytes;
            else if (_left[touched].IsSubsetOf(group))
                gain += touched.Type.Bytes;
        }
        return gain;
    }
}
