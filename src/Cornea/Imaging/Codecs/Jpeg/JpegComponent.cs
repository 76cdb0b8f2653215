using System.Buffers;

namespace Cornea.Imaging;

/// <summary>One component of a JPEG picture, such as its luma, and what is decoded of it.</summary>
/// <param name="id">Its name in the file.</param>
/// <param name="horizontal">How many blocks of it stand beside each other in a unit of all components.</param>
/// <param name="vertical">How many stand below each other.</param>
/// <param name="table">The number of its quantization table.</param>
internal sealed class JpegComponent(int id, int horizontal, int vertical, int table)
{
    public const int Side = 8, BlockSize = Side * Side;

    /// <summary>So many blocks that stand beside each other lie row by row in memory, so that vectors transform them at once.</summary>
    public const int Group = 4;

    /// <summary>Coefficients of a group, and from one of its rows to the next.</summary>
    public const int GroupSize = Group * BlockSize, GroupRow = Group * Side;

    public int Id => id;

    public int Horizontal => horizontal;

    public int Vertical => vertical;

    public int Table => table;

    /// <summary>Samples in a row.</summary>
    public int Width { get; private set; }

    /// <summary>Rows of samples.</summary>
    public int Height { get; private set; }

    /// <summary>Blocks in a row, with those that fill up the last unit.</summary>
    public int BlocksWide { get; private set; }

    /// <summary>Rows of blocks, with those that fill up the last unit.</summary>
    public int BlocksHigh { get; private set; }

    /// <summary>The steps of the coefficients in natural order, as they were when the first scan began.</summary>
    public short[]? Steps { get; set; }

    /// <summary>Samples of all blocks.</summary>
    public long SampleCount => (long)BlocksWide * BlocksHigh * BlockSize;

    /// <summary>Groups of blocks in a row.</summary>
    public int GroupsWide => Divide(BlocksWide, Group);

    /// <summary>[rows of blocks · 8, groups · 32], or longer.</summary>
    public byte[] Samples { get; private set; } = [];

    /// <summary>[rows of blocks, groups, 8 rows, 4 blocks, 8], or longer, of a progressive picture; else empty.</summary>
    public short[] Coefficients { get; private set; } = [];

    /// <summary>[rows of blocks, groups, 4], or longer, of a progressive picture: which coefficients of a block are not 0, the first as
    /// the lowest bit, in zigzag order.</summary>
    public ulong[] Nonzero { get; private set; } = [];

    /// <summary>Bytes from one row of samples to the next.</summary>
    public int Stride => GroupsWide * GroupRow;

    /// <summary>Where the first coefficient of a block stands in rows of groups.</summary>
    public int Position(int row, int column) => (row * GroupsWide + column / Group) * GroupSize + column % Group * Side;

    /// <summary>The first coefficient of the block before, less than which the next one is given.</summary>
    public int Predictor { get; set; }

    /// <summary>Computes the sizes; nothing is allocated.</summary>
    public void Place(int width, int height, int mostHorizontal, int mostVertical)
    {
        Width = Divide(width * horizontal, mostHorizontal);
        Height = Divide(height * vertical, mostVertical);
        BlocksWide = Divide(width, mostHorizontal * Side) * horizontal;
        BlocksHigh = Divide(height, mostVertical * Side) * vertical;
    }

    /// <summary>Takes memory that other pictures used before: a new one for each would cost more time than the decoding of its
    /// pixels.</summary>
    public void Allocate(bool progressive)
    {
        int count = checked(BlocksHigh * Side * Stride);
        Samples = ArrayPool<byte>.Shared.Rent(count);
        if (progressive)
        {
            Coefficients = ArrayPool<short>.Shared.Rent(count);
            Coefficients.AsSpan(0, count).Clear();
            Nonzero = ArrayPool<ulong>.Shared.Rent(count / BlockSize);
            Nonzero.AsSpan(0, count / BlockSize).Clear();
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Free()
    {
        (byte[] samples, short[] coefficients, ulong[] nonzero) = (Samples, Coefficients, Nonzero);
        (Samples, Coefficients, Nonzero) = ([], [], []);
        if (samples.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(samples);
        }
        if (coefficients.Length > 0)
        {
            ArrayPool<short>.Shared.Return(coefficients);
            ArrayPool<ulong>.Shared.Return(nonzero);
        }
    }

    public static int Divide(int number, int by) => (number + by - 1) / by;
}
