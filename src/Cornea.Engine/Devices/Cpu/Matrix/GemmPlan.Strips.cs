namespace Cornea.Devices.Cpu.Matrix;

/// <summary>Products whose result only their epilogue sees, finished a few rows at a time.</summary>
internal sealed unsafe partial class GemmPlan<T>
{
    /// <summary>
    /// The last block of k of a tile: as many rows as a register tile takes pass all panels, and the epilogue follows while they are in the
    /// nearest cache. Meanwhile what the epilogue of the next rows reads, as weights and the optimizer's state, is asked for.
    /// </summary>
    private sealed class Strips
    {
        private const int MostBytes = 640 * 1024; // of the panels of a tile, which stay in the second cache
        private const int LeastPanels = 8; // epilogues pass over long rows
        private readonly GemmPlan<T> _plan;
        private readonly LinePlaces? _places;
        private readonly int _tilesOfOperand; // register tiles that ask for one of the epilogue's operands
        private readonly int _rows; // each for so many rows of it

        private Strips(GemmPlan<T> plan)
        {
            _plan = plan;
            var epilogue = plan.Epilogue!;
            if (epilogue.OperandCount == 0 || (long)plan.Shape.Rows * plan.Shape.Columns * epilogue.OperandSize < LeastFar) return;
            _tilesOfOperand = DivideUp(plan._tileColumns, plan._kernel.Columns) / epilogue.OperandCount;
            if (_tilesOfOperand == 0) return;
            _rows = DivideUp(plan._kernel.Rows, _tilesOfOperand);
            _places = new LinePlaces(_rows, epilogue.OperandStep, plan._tileColumns * epilogue.OperandSize, plan._depthBlock);
        }

        /// <summary>How a plan's tiles are finished; null where all at once.</summary>
        public static Strips? TryMake(GemmPlan<T> plan)
        {
            bool hasPanels = !plan._isNarrow && plan._rightMode is OperandMode.Shared or OperandMode.PerWorker or OperandMode.Kept;
            bool fits = plan._tileRows > plan._kernel.Rows && plan._tileColumns >= LeastPanels * plan._kernel.Columns
                && (long)plan._tileColumns * plan._depthBlock * sizeof(T) <= MostBytes;
            bool isSeenByEpilogueAlone = plan.Epilogue is not null && plan._finish is null && !plan.StoresProduct;
            return isSeenByEpilogueAlone && plan._slices == 1 && plan.Shape.Depth > 0 && hasPanels && fits ? new Strips(plan) : null;
        }

        /// <summary>Runs the last block of k and the epilogue.</summary>
        public void Run(
            int batch, int row, int rows, int column, int columns, int k, int depth, T* scratch, T* product, nint stride, int worker)
        {
            var kernel = _plan._kernel;
            bool accumulate = k > 0;
            T* panels = _plan.PackedRight(scratch, column, k, depth);
            for (int i = 0; i < rows;)
            {
                int count = kernel.NextRows(rows - i), left = rows - i - count;
                T* target = accumulate ? product + (i * stride) : product;
                for (int j = 0, tile = 0; j < columns; j += kernel.Columns, tile++)
                {
                    int width = Math.Min(kernel.Columns, columns - j);
                    _plan.Multiply(batch, row, i, count, k, depth, scratch, panels + ((nint)j * depth),
                        RoundUp(width, kernel.Lanes), width, target + j, stride, accumulate,
                        left > 0 ? Ahead(batch, row + i + count, column, Math.Min(left, kernel.Rows), tile) : default, null);
                }
                _plan.Epilogue!.Apply(batch, row + i, column, count, columns, target, stride, worker);
                i += count;
            }
        }

        private ReadAhead Ahead(int batch, int row, int column, int rows, int tile)
        {
            if (_places is null || tile >= _tilesOfOperand * _plan.Epilogue!.OperandCount) return default;
            int operand = tile / _tilesOfOperand, first = (tile - (operand * _tilesOfOperand)) * _rows;
            return first < rows ? _places.At(_plan.Epilogue.OperandAt(operand, batch, row + first, column)) : default;
        }
    }
}
