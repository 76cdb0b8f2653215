namespace Cornea.Plots;

/// <summary>
/// Places the boxes of a graph in rows from top to bottom, as Sugiyama, Tagawa and Toda do (1981): each box one row below the lowest
/// it depends on, arrows over several rows through empty places in between, places in a row ordered by those they are joined to.
/// </summary>
internal sealed class GraphLayout
{
    private const int Sweeps = 8;

    private readonly List<List<int>> _rows = [];
    private readonly List<int> _row = [];
    private readonly List<List<int>> _above = [], _below = [];
    private readonly List<double> _x = [];

    /// <param name="boxes">How many boxes there are.</param>
    /// <param name="edges">Arrows between them, from smaller to greater numbers.</param>
    public GraphLayout(int boxes, IReadOnlyList<GraphEdge> edges)
    {
        for (var i = 0; i < boxes; i++)
            Place(edges.Where(edge => edge.To == i).Select(edge => _row[edge.From] + 1).Append(0).Max());
        Paths = [.. edges.Select(edge => Join(edge.From, edge.To))];
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            for (var i = 1; i < _rows.Count; i++)
                Order(_rows[i], _above);
            for (var i = _rows.Count - 2; i >= 0; i--)
                Order(_rows[i], _below);
        }
        Spread();
    }

    /// <summary>How many rows there are.</summary>
    public int Rows => _rows.Count;

    /// <summary>For each arrow the places it goes through, its ends included.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Paths { get; }

    /// <summary>The columns that the widest row takes.</summary>
    public double Width => _x.Count == 0 ? 1 : _x.Max() - _x.Min() + 1;

    /// <summary>The row of a place, from 0.</summary>
    public int RowOf(int place) => _row[place];

    /// <summary>The middle of a place, in columns from the left.</summary>
    public double XOf(int place) => _x[place] - _x.Min() + 0.5;

    private int Place(int row)
    {
        while (_rows.Count <= row)
            _rows.Add([]);
        _rows[row].Add(_row.Count);
        _row.Add(row);
        _above.Add([]);
        _below.Add([]);
        _x.Add(_rows[row].Count - 1);
        return _row.Count - 1;
    }

    private List<int> Join(int from, int to)
    {
        var path = new List<int> { from };
        for (var row = _row[from] + 1; row < _row[to]; row++)
            path.Add(Place(row));
        path.Add(to);
        for (var i = 1; i < path.Count; i++)
        {
            _below[path[i - 1]].Add(path[i]);
            _above[path[i]].Add(path[i - 1]);
        }
        return path;
    }

    // A place stands at the mean of those it is joined to; those joined to none keep where they are.
    private void Order(List<int> row, List<List<int>> joined)
    {
        var wish = row.ToDictionary(place => place, place =>
            joined[place].Count > 0 ? joined[place].Average(other => _x[other]) : _x[place]);
        List<int> order = [.. row.OrderBy(place => wish[place])];
        row.Clear();
        row.AddRange(order);
        for (var i = 0; i < row.Count; i++)
            _x[row[i]] = i - (row.Count - 1) / 2.0;
    }

    // Moves places towards the mean of all they are joined to, as far as their row lets them.
    private void Spread()
    {
        for (var sweep = 0; sweep < 3 * Sweeps; sweep++)
        {
            foreach (var row in sweep % 2 == 0 ? _rows : Enumerable.Reverse(_rows))
            {
                for (var i = 0; i < row.Count; i++)
                {
                    var joined = _above[row[i]].Concat(_below[row[i]]).ToArray();
                    if (joined.Length == 0)
                        continue;
                    var low = i > 0 ? _x[row[i - 1]] + 1 : double.NegativeInfinity;
                    var high = i + 1 < row.Count ? _x[row[i + 1]] - 1 : double.PositiveInfinity;
                    if (low <= high)
                        _x[row[i]] = Math.Clamp(joined.Average(other => _x[other]), low, high);
                }
            }
        }
    }
}
