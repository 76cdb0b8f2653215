namespace Cornea.Formats.Hdf5;

/// <summary>Checks the shapes that are to be written.</summary>
internal static class DatasetShape
{
    private const int LargestRank = 32;

    public static long[] Check(ReadOnlySpan<long> shape, string path)
    {
        if (shape.Length > LargestRank || shape.ContainsAnyInRange(long.MinValue, -1))
        {
            throw new ArgumentException(
                $"'{path}' was given the shape ({string.Join(", ", shape.ToArray())}): " +
                $"at most {LargestRank} sizes of 0 or more are expected.", nameof(shape));
        }
        return shape.ToArray();
    }

    public static long Count(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long size in shape)
        {
            count = checked(count * size);
        }
        return count;
    }

    public static void CheckCount(long[] shape, long received, string path)
    {
        if (Count(shape) != received)
        {
            throw new ArgumentException(
                $"'{path}' has the shape ({string.Join(", ", shape)}), {Count(shape)} elements, " +
                $"but received {received} values.", nameof(received));
        }
    }
}
