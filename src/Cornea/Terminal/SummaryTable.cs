using System.Globalization;
using System.Text;

namespace Cornea.Terminal;

/// <summary>A model's layers, output shapes and parameters as Keras's <c>model.summary()</c> prints them.</summary>
/// <remarks>
/// The text equals Keras's character for character where the output takes Unicode, the wrapping and the cutting of long names
/// included, but for counts, of which no digit is cut in a narrow terminal; ASCII frames elsewhere.
/// Source: Keras, <c>utils/summary_utils.py</c>, and the table of the library rich that it uses.
/// </remarks>
internal sealed record SummaryTable(string ModelName, IReadOnlyList<SummaryRow> Rows, ParameterTotal Trainable, ParameterTotal NonTrainable)
{
    /// <summary>The optimizer's variables, null before it has any. They count in the total, as in Keras.</summary>
    public ParameterTotal? Optimizer { get; init; }

    /// <summary>Whether the column "Connected to" is shown: for models that are not a plain chain of layers.</summary>
    public bool ShowConnections { get; init; }

    /// <summary>Whether the column "Trainable" is shown.</summary>
    public bool ShowTrainable { get; init; }

    /// <summary>
    /// The columns of the whole table; where null, as wide as the terminal allows up to 88, 108 with connections, 12 more with "Trainable".
    /// </summary>
    public int? LineLength { get; init; }

    /// <summary>Where each column ends as a part of the line, for example 0.45, 0.80, 1; Keras's own where null.</summary>
    public IReadOnlyList<double>? Positions { get; init; }

    /// <summary>The summary, one line feed after each line. Lines longer than the terminal are cut there.</summary>
    public string ToText(TextTerminal terminal)
    {
        var border = terminal.Unicode ? TableBorder.Unicode : TableBorder.Ascii;
        var columns = Columns(terminal.Width);
        var widths = columns.Select(column => column.Width).ToArray();
        var text = new StringBuilder();
        void Line(string line) => text.Append(CellText.Take(line, terminal.Width)).Append('\n');

        text.Append("Model: \"").Append(CellText.Clean(ModelName)).Append("\"\n");
        Line(Rule(border.Top, widths));
        string[] heads = [.. columns.Select(column => column.Head)];
        foreach (var line in Cells(heads, columns, border.Head, border.Ellipsis, bottom: true)) Line(line);
        Line(Rule(border.UnderHead, widths));
        for (var i = 0; i < Rows.Count; i++)
        {
            if (i > 0) Line(Rule(border.Between, widths));
            foreach (var line in Cells(Fields(Rows[i], border), columns, border.Body, border.Ellipsis, bottom: false)) Line(line);
        }

        Line(Rule(border.Bottom, widths));
        Total("Total", Trainable + NonTrainable + (Optimizer ?? default));
        Total("Trainable", Trainable);
        Total("Non-trainable", NonTrainable);
        if (Optimizer is { } optimizer) Total("Optimizer", optimizer);
        return text.ToString();

        void Total(string what, ParameterTotal total) =>
            text.Append(CultureInfo.InvariantCulture, $" {what} params: {total.Count:N0} ({ByteSize.Format(total.Bytes)})\n");
    }

    private string[] Fields(SummaryRow row, TableBorder border)
    {
        var prefix = row.Depth == 0 ? "" : new string(' ', 3 * row.Depth) + border.Branch;
        List<string> fields = [$"{prefix}{row.Name} ({row.ClassName})", row.OutputShape, Count(row)];
        if (ShowConnections) fields.Add(row.ConnectedTo ?? "-");
        if (ShowTrainable)
        {
            fields.Add(row.Trainable switch
            {
                true => "Y",
                false => "N",
                null => "-",
            });
        }

        return [.. fields.Select(CellText.Clean)];
    }

    private TableColumn[] Columns(int terminalWidth)
    {
        List<string> heads = ["Layer (type)", "Output Shape", "Param #"];
        List<TextAlignment> alignments = [TextAlignment.Left, TextAlignment.Left, TextAlignment.Right];
        List<double> positions = [.. Positions ?? (ShowConnections ? [0.3, 0.56, 0.74, 1.0] : [0.45, 0.80, 1.0])];
        var longest = ShowConnections ? 108 : 88;
        if (ShowConnections)
        {
            heads.Add("Connected to");
            alignments.Add(TextAlignment.Left);
        }

        if (ShowTrainable)
        {
            heads.Add("Trainable");
            alignments.Add(TextAlignment.Center);
            positions = [.. positions.Select(position => position * 0.90), 1.0];
            longest += 12;
        }

        if (positions.Count != heads.Count)
            throw new ArgumentException($"A summary with {heads.Count} columns needs as many positions, but received {positions.Count}.");
        var length = LineLength ?? Math.Min(longest, terminalWidth - 4);
        var widths = ColumnWidths(positions, length);
        if (LineLength is null && Positions is null) MakeRoom(widths, Rows.Max(static row => (int?)Count(row).Length) ?? 0);
        return [.. heads.Select((head, i) => new TableColumn(head, alignments[i], widths[i]))];
    }

    private static string Count(SummaryRow row) => row.Parameters?.ToString("N0", CultureInfo.InvariantCulture) ?? "0 (unbuilt)";

    // A text goes on in the next line where its column is narrow, a number cannot.
    private static void MakeRoom(int[] widths, int counts)
    {
        const int column = 2;
        const int least = 7; // as wide as the head's words
        while (widths[column] < counts)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(static i => i != column).MaxBy(i => widths[i]);
            if (widths[widest] <= least) return;
            widths[widest]--;
            widths[column]++;
        }
    }

    // Keras asks for columns that fill the line without frames and blanks; rich then takes the excess from each in turn.
    private static int[] ColumnWidths(List<double> positions, int length)
    {
        var widths = new int[positions.Count];
        var end = 0;
        for (var i = 0; i < widths.Length; i++)
        {
            var asked = (int)(positions[i] * length) - end;
            if (asked < 4)
            {
                throw new ArgumentException(
                    $"A summary needs at least 4 characters for each column, but received a line of {length}, too short: " +
                    $"column {i + 1} would have {asked}. "
                    + "Make the terminal or the line length wider.");
            }

            end += asked;
            widths[i] = asked + 2;
        }

        var excess = widths.Sum() - (length - widths.Length - 1);
        for (var i = 0; i < widths.Length && excess > 0; i++)
        {
            var taken = Math.Min(widths[i], (int)Math.Round((double)excess / (widths.Length - i), MidpointRounding.ToEven));
            widths[i] -= taken;
            excess -= taken;
        }

        return [.. widths.Select(width => Math.Max(1, width - 2))];
    }

    private static IEnumerable<string> Cells(string[] fields, TableColumn[] columns, string frame, string ellipsis, bool bottom)
    {
        var cells = fields.Select((field, i) => CellWrapping.Wrap(field, columns[i].Width, columns[i].Alignment, ellipsis)).ToArray();
        var height = cells.Max(lines => lines.Count);
        for (var row = 0; row < height; row++)
        {
            var line = new StringBuilder();
            for (var i = 0; i < cells.Length; i++)
            {
                var index = bottom ? row - (height - cells[i].Count) : row;
                var content = index >= 0 && index < cells[i].Count ? cells[i][index] : new string(' ', columns[i].Width);
                line.Append(frame[i == 0 ? 0 : 2]).Append(' ').Append(content).Append(' ');
            }

            yield return line.Append(frame[3]).ToString();
        }
    }

    private static string Rule(string frame, int[] widths) =>
        frame[0] + string.Join(frame[2], widths.Select(width => new string(frame[1], width + 2))) + frame[3];
}
