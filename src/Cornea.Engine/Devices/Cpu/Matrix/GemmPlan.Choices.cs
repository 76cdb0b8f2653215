namespace Cornea.Devices.Cpu.Matrix;

/// <summary>How a product is cut and read. The choices change no bit of the result; slices depend on the shape alone.</summary>
internal sealed unsafe partial class GemmPlan<T>
{
    /// <summary>A long k over a small C is cut into slices, so that there is work for all workers; by the sizes alone, never by the
    /// machine.</summary>
    private static (int Slices, int Depth) ChooseSlices(GemmShape shape)
    {
        const int LeastDepth = 2048, MostSlices = 16, MostElements = 1 << 16;
        if (shape.Batch != 1 || shape.Depth < 2 * LeastDepth || (long)shape.Rows * shape.Columns > MostElements) return (1, shape.Depth);
        int slices = Math.Min(MostSlices, shape.Depth / LeastDepth);
        int depth = RoundUp(DivideUp(shape.Depth, slices), MostDepth);
        return (DivideUp(shape.Depth, depth), depth);
    }

    /// <summary>Whether register tiles can finish a product: whole vectors of several rows, in one slice of k.</summary>
    public static bool CanFinish(GemmShape shape) => typeof(T) == typeof(float) && shape is { Rows: > 1, Depth: > 0 }
        && shape.Columns % MicroKernel<T>.Best.Lanes == 0 && ChooseSlices(shape).Slices == 1;

    /// <summary>So many tiles keep all workers at work to the end; fewer and larger ones read less from far.</summary>
    private int LeastTiles => Math.Max(8, 4 * _scratch.Workers);

    /// <summary>
    /// Few rows: a tile is all of them and one panel of columns, so that each panel of B is packed by one tile. Many rows: a tile is
    /// some of them and up to 512 columns. With many slices there is work enough, so a tile is all it can be.
    /// </summary>
    private (int Rows, int Columns) ChooseTile()
    {
        const long MostOneTile = 32 * 1024; // bytes
        const long LeastWork = 1 << 18,
            LeastStreamed = 1 << 16; // multiply-adds that make a tile worth claiming; a single row waits for memory
        int most = _kernel.Rows, panel = _kernel.Columns, rows = Math.Max(1, Shape.Rows), columns = Math.Max(1, Shape.Columns);
        // One worker has nobody to share with: a product that stays in the nearest cache is one tile, finished in long rows.
        if (_scratch.Workers == 1 && rows <= GroupedRows && (long)rows * columns * sizeof(T) <= MostOneTile) return (rows, columns);
        if (_slices >= 8) return (Math.Min(rows, 512), Math.Min(columns, 512 / panel * panel));
        bool wide = rows <= 192 || (rows <= 512 && (long)Shape.Depth * columns > MostPackedByEach);
        if (wide && columns > 2 * panel)
        {
            int step = rows == 1 ? _kernel.StreamColumns : panel, width = step;
            // What would be a single tile of a row, or one and a rest, is halved: each worker reads one of the halves.
            long least = rows > 1 ? LeastWork : (long)columns * _sliceDepth < 2 * LeastStreamed ? LeastStreamed / 2 : LeastStreamed;
            while ((long)rows * width * _sliceDepth < least && width < columns) width += step;
            // Several panels, where tiles enough are left: rows of B are read in longer runs, and A less often.
            if (rows > GroupedRows)
            {
                while (width < 4 * panel && (long)columns * _slices >= 2L * width * LeastTiles) width *= 2;
            }
            return (rows, Balance(columns, width, step));
        }
        columns = Math.Min(columns, 512 / panel * panel);
        int height = 16 * most;
        while (height > 2 * most && (long)(height / 2) * columns * _sliceDepth >= LeastWork && DivideUp(rows, height) < LeastTiles)
            height /= 2;
        return (Balance(rows, height, most / 3), columns);
    }

    /// <summary>A tile size about as large as asked, a multiple of a step, that cuts the length into nearly equal tiles for 2 and 4
    /// workers.</summary>
    private static int Balance(int length, int size, int step)
    {
        if (size >= length) return length;
        int best = size;
        double least = double.MaxValue;
        for (int candidate = Math.Max(step, size / 2 / step * step); candidate <= size * 3 / 2; candidate += step)
        {
            int tiles = DivideUp(length, candidate);
            double cost = ((double)RoundUp(tiles, tiles > 4 ? 4 : 2) * candidate / length) + (0.02 * Math.Abs(candidate - size) / size);
            if (cost > least) continue;
            least = cost;
            best = candidate;
        }
        return best;
    }

    /// <summary>
    /// A is mostly read where it lies: the kernel broadcasts single elements, so any strides will do, and packing costs more than it
    /// saves. A large one, or one whose rows lie pages apart, is packed, lest they fall on the same cache sets; so is a transpose, whose
    /// terms lie on as many cache lines, far apart, where many columns use it.
    /// </summary>
    private OperandMode ChooseLeft()
    {
        const long MostDirect = 8 << 20, LeastFar = 512, Page = 4096; // bytes
        const int FewRows = 24;
        // Each tile widens its own: a whole copy would be as large as float32.
        if (_shortLeft is not null) return OperandMode.PerTile;
        bool large = (long)Shape.Rows * Shape.Depth * sizeof(T) > MostDirect && Shape.Columns > 2 * _kernel.Columns;
        bool far = _stridedLeft is { LineStride: 1 } && _stridedLeft.DepthStride * sizeof(T) >= LeastFar && Shape.Batch == 1
            && Shape.Rows > 1 && Shape.Columns >= 2 * _kernel.Columns;
        if (far) return _columnTiles > 1 ? OperandMode.Shared : OperandMode.PerTile;
        bool apart = _stridedLeft is { DepthStride: 1 } && _stridedLeft.LineStride * sizeof(T) >= Page && Shape.Rows > FewRows
            && Shape.Columns > 8 * _kernel.Columns;
        if (_stridedLeft is not null && !large && !apart) return OperandMode.Direct;
        bool shares = _columnTiles > 1 && Shape.Batch == 1 && _slices == 1;
        return shares && (_stridedLeft is null || _rowTiles == 1) ? OperandMode.Shared : OperandMode.PerTile;
    }

    /// <summary>How many columns of B a tile packs at once, and how many rows of A pass them while they stay in the second cache; 0
    /// columns where it packs panel by panel.</summary>
    private (int Columns, int Rows) ChooseGroup()
    {
        const int MostRight = 128 * 1024, MostLeft = 192 * 1024; // bytes
        if (_rightMode != OperandMode.PerTile || _tileRows <= GroupedRows) return (0, 0);
        int panel = _kernel.Columns, line = _depthBlock * sizeof(T);
        return (Math.Min(RoundUp(_tileColumns, panel), Math.Max(1, MostRight / line / panel) * panel), Math.Max(1, MostLeft / line));
    }

    /// <summary>Columns of the panel of B that begins at a column. For a single row, kept panels are as wide as the streaming kernel, as
    /// long as there are columns enough.</summary>
    private int PanelAt(int column) => _isStreamed && Shape.Columns - column >= _kernel.StreamColumns ? _kernel.StreamColumns
        : Math.Min(_kernel.Columns, Shape.Columns - column);

    /// <summary>B is packed so that a panel is contiguous, unless it is already or too few rows would use it.</summary>
    private OperandMode ChooseRight(bool keeps, bool rounds)
    {
        const int FewRows = 24;
        bool isPanel = _stridedRight is { LineStride: 1 } && _stridedRight.DepthStride == _kernel.Columns;
        if (isPanel && !(keeps && rounds)) return OperandMode.Direct;
        // Even a single row gains: panels are read from end to end, where rows of B lie pages apart.
        if (keeps && Shape.Batch == 1) return OperandMode.Kept;
        if (_stridedRight is { LineStride: 1 } && Shape.Rows <= FewRows) return OperandMode.Direct;
        if (_rowTiles == 1 || Shape.Batch > 1 || _slices > 1) return OperandMode.PerTile;
        return (long)Shape.Depth * Shape.Columns <= MostPackedByEach ? OperandMode.PerWorker : OperandMode.Shared;
    }
}
