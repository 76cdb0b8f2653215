namespace Cornea.Freezing;

/// <summary>Hands out parts of one piece of memory, and takes them back.</summary>
internal sealed class FrozenMemory
{
    private readonly SortedDictionary<int, int> _free = []; // start to length; no two touch

    /// <summary>How much is needed in all.</summary>
    public int Length { get; private set; }

    public int Take(int size)
    {
        foreach (var (start, length) in _free)
        {
            if (length < size)
                continue;
            _free.Remove(start);
            if (length > size)
                _free.Add(start + size, length - size);
            return start;
        }
        // A free end grows instead of a new part behind it.
        var last = _free.Count > 0 ? _free.Last() : default;
        var first = last.Value > 0 && last.Key + last.Value == Length ? last.Key : Length;
        _free.Remove(first);
        Length = checked(first + size);
        return first;
    }

    public void Return(int start, int size)
    {
        foreach (var (other, length) in _free.ToArray())
        {
            if (other + length == start)
                (start, size) = (other, size + length);
            else if (start + size == other)
                size += length;
            else
                continue;
            _free.Remove(other);
        }
        _free.Add(start, size);
    }
}
