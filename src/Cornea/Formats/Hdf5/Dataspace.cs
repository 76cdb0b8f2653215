namespace Cornea.Formats.Hdf5;

/// <summary>The shape of a dataset or attribute.</summary>
/// <param name="Sizes">Size of each dimension; empty for a scalar.</param>
/// <param name="Largest">Largest size of each dimension; -1 when it may grow without limit.</param>
/// <param name="IsNull">True when there is no value at all.</param>
internal sealed record Dataspace(long[] Sizes, long[] Largest, bool IsNull)
{
    private const int LargestRank = 32;

    /// <summary>Number of elements.</summary>
    public long Count => IsNull ? 0 : Sizes.Aggregate(1L, static (product, size) => product * size);

    public static Dataspace Parse(Hdf5Storage storage, ReadOnlySpan<byte> data, long address)
    {
        const int scalar = 0, simple = 1, nothing = 2;
        var reader = new BlockReader(storage, data, address);
        int version = reader.Byte("dataspace version");
        int rank = reader.Byte("dataspace rank");
        int flags = reader.Byte("dataspace flags");
        if (version is not (1 or 2))
        {
            throw storage.Fault(address, "dataspace version", $"version {version} is not known; 1 and 2 are");
        }
        int type = reader.Byte("dataspace type");
        type = version == 2 ? type : rank == 0 ? scalar : simple;
        reader.Skip(version == 1 ? 4 : 0, "dataspace");
        if (rank > LargestRank || type > nothing || (type != simple && rank != 0))
        {
            throw storage.Fault(address, "dataspace rank",
                $"a dataspace of type {type} with {rank} dimensions is impossible; at most {LargestRank} are read");
        }
        var sizes = new long[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            sizes[axis] = reader.Length($"dimension {axis}");
        }
        var largest = (long[])sizes.Clone();
        for (int axis = 0; (flags & 1) != 0 && axis < rank; axis++)
        {
            ulong value = reader.Unsigned(storage.LengthSize, $"largest dimension {axis}");
            bool unlimited = value == ulong.MaxValue >> (64 - 8 * storage.LengthSize);
            largest[axis] = unlimited ? -1 : (long)Math.Min(value, long.MaxValue);
            if (!unlimited && largest[axis] < sizes[axis])
            {
                throw storage.Fault(address, $"largest dimension {axis}", $"the largest size {value} is below the size {sizes[axis]}");
            }
        }
        CheckCount(storage, sizes, address);
        return new Dataspace(sizes, largest, type == nothing);
    }

    private static void CheckCount(Hdf5Storage storage, long[] sizes, long address)
    {
        long product = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            long factor = Math.Max(1, sizes[axis]);
            if (factor > long.MaxValue / product)
            {
                throw storage.Fault(address, $"dimension {axis}", "the sizes multiply to more elements than 64 bits can count");
            }
            product *= factor;
        }
    }
}
