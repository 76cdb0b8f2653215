namespace Cornea.Devices.Cpu.Matrix;

/// <summary>How the next panels of B are packed while others are multiplied.</summary>
internal sealed unsafe partial class GemmPlan<T>
{
    /// <summary>Panels of B that are to be packed.</summary>
    private readonly struct NextGroup(T* panels, int batch, int column, int columns, int k, int depth)
    {
        /// <summary>Where they go; null where there are none.</summary>
        public readonly T* Panels = panels;
        public readonly int Batch = batch, Column = column, Columns = columns, K = k, Depth = depth;
    }

    /// <summary>
    /// A group is packed in as many pieces as register tiles multiply another one. Each tile asks for the lines of a piece, which lie pages
    /// apart, and the piece is packed behind it: from the nearest cache.
    /// </summary>
    private sealed class GroupPieces
    {
        private const int Together = 8; // lines that are transposed at once
        private readonly GemmPlan<T> _plan;
        private readonly LinePlaces _places;
        private readonly bool _across; // B's lines lie side by side
        private readonly int _depth; // values of k in a piece

        public GroupPieces(GemmPlan<T> plan)
        {
            _plan = plan;
            var right = plan._stridedRight!;
            int tiles = 0, panels = plan._groupColumns / plan._kernel.Columns;
            for (int i = 0; i < plan._tileRows; i += plan._kernel.NextRows(plan._tileRows - i)) tiles += panels;
            _across = right.LineStride == 1;
            int parts = _across ? tiles : Math.Max(1, tiles / Math.Max(1, plan._groupColumns / Together));
            _depth = RoundUp(DivideUp(plan._depthBlock, parts), _across ? 2 : 16);
            _places = _across
                ? new LinePlaces(_depth, right.DepthStride * sizeof(T), plan._groupColumns * sizeof(T), plan._depthBlock)
                : new LinePlaces(Together, right.LineStride * sizeof(T), _depth * sizeof(T), plan._depthBlock);
        }

        /// <summary>The number of pieces of a group; 0 where it cannot be cut.</summary>
        public int Count(in NextGroup group)
        {
            if (group.Columns % _plan._kernel.Columns != 0) return 0;
            if (_across) return DivideUp(group.Depth, _depth);
            return group.Depth % 8 == 0 && _plan._stridedRight!.CanTranspose ? group.Columns / Together * DivideUp(group.Depth, _depth) : 0;
        }

        /// <summary>What a register tile asks for before a piece is packed.</summary>
        public ReadAhead Ahead(in NextGroup group, int piece)
        {
            int parts = DivideUp(group.Depth, _depth), part = piece % parts;
            return _places.At(_plan._stridedRight!.At(
                group.Batch, group.Column + (piece / parts * Together), group.K + (part * _depth)));
        }

        /// <summary>Packs a piece.</summary>
        public void Pack(in NextGroup group, int piece)
        {
            int parts = DivideUp(group.Depth, _depth), part = piece % parts, start = part * _depth;
            int end = Math.Min(group.Depth, start + _depth);
            if (_across)
            {
                _plan.PackTogether(group.Panels, group.Batch, group.Column, group.Columns, group.K, group.Depth, start, end, isNear: true);
                return;
            }
            int width = _plan._kernel.Columns, line = piece / parts * Together, panel = line / width * width;
            T* target = group.Panels + ((nint)panel * group.Depth) + ((nint)start * width) + (line - panel);
            _plan._stridedRight!.TransposeTogether(target, width, group.Batch, group.Column + line, group.K + start, end - start);
        }
    }
}
