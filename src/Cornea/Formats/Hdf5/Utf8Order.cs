namespace Cornea.Formats.Hdf5;

/// <summary>Compares names by the bytes of their UTF-8, as HDF5 sorts them.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        int same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }
        char first = left[same], second = right[same];
        // Two halves of a surrogate pair stand for code points above all others, though their own numbers lie below U+E000.
        return char.IsSurrogate(first) != char.IsSurrogate(second)
            ? char.IsSurrogate(first).CompareTo(char.IsSurrogate(second))
            : first.CompareTo(second);
    }
}
