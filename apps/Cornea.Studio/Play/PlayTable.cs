using System.Text;

namespace Cornea.Studio.Play;

/// <summary>Points of one's own: a table of two columns of numbers and one of two classes, scaled to the plane.</summary>
internal static class PlayTable
{
    private const int MostRows = 2000;
    private const double Edge = 5;

    /// <summary>Reads a table.</summary>
    /// <param name="text">CSV with a line of names.</param>
    /// <param name="seed">Decides which points are for training, the first half of the result.</param>
    /// <returns>The points, each column from -5 to 5, and the names of the classes -1 and 1.</returns>
    /// <exception cref="ArgumentException">It is no such table.</exception>
    public static ((double X, double Y, int Class)[] Points, string[] Classes) Read(string text, int seed)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var table = CsvFile.Read(stream, name: "the table");
        Require(table.Columns.Count == 3, $"two columns of numbers and one of classes, but it has {table.Columns.Count} columns");
        Require(table.Rows is >= 4 and <= MostRows, $"4 to {MostRows:N0} rows, but it has {table.Rows:N0}");
        var (x, y, kind) = (Scaled(table.Columns[0]), Scaled(table.Columns[1]), table.Columns[2]);
        var (names, classes) = kind.ToClasses();
        Require(names.Count == 2, $"two classes in its column '{kind.Name}', but there are {names.Count}");
        var numbers = classes.ToArray<int>();
        (double, double, int)[] points = [.. Enumerable.Range(0, table.Rows).Select(i => (x[i], y[i], numbers[i] == 0 ? -1 : 1))];
        new Random(seed).Shuffle(points);
        return (points, [.. names]);
    }

    private static double[] Scaled(CsvColumn column)
    {
        var values = column.Numbers?.ToArray<double>() ?? [];
        Require(values.Length > 0, $"numbers in its column '{column.Name}', but it has text");
        var row = Array.FindIndex(values, value => !double.IsFinite(value));
        Require(row < 0, $"a number in each row of its column '{column.Name}', but row {row + 1:N0} has none");
        var (least, most) = (values.Min(), values.Max());
        // Halves first: the difference of the largest numbers is no number.
        return [.. values.Select(value => most > least
            ? ((value / 2) - (least / 2)) / ((most / 2) - (least / 2)) * 2 * Edge - Edge : 0)];
    }

    private static void Require(bool holds, string expected)
    {
        if (!holds)
            throw new ArgumentException(FormattableString.Invariant($"The playground expects a table with {expected}."));
    }
}
