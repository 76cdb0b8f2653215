namespace Cornea.Formats;

/// <summary>A column of a table.</summary>
public sealed class CsvColumn
{
    /// <summary>Of a column of text that is mostly numbers: the first field that is none, and its row.</summary>
    internal (int Row, string Text)? Stray { get; init; }

    /// <summary>Whether all its numbers are whole, but for missing and infinite ones.</summary>
    internal bool IsWhole { get; init; }

    internal int Rows => Numbers?.Shape[0] ?? Text!.Count;

    internal CsvColumn(string name, Tensor? values, IReadOnlyList<string>? text)
    {
        Name = name;
        Numbers = values;
        Text = text;
    }

    /// <summary>Its name in the header, or <c>column N</c> counted from 1.</summary>
    public string Name { get; }

    /// <summary>Its values as Int64 or Float64 (rows), missing ones NaN; null where it holds text.</summary>
    public Tensor? Numbers { get; }

    /// <summary>Its values as text; null where it holds numbers.</summary>
    public IReadOnlyList<string>? Text { get; }

    /// <summary>Its name and what it holds, such as <c>price (Int64)</c>.</summary>
    public override string ToString() => $"{Name} ({(Numbers is null ? "text" : Numbers.DType)})";

    /// <summary>Its different texts, sorted, and for each row the position of its text among them: the labels of a
    /// classification.</summary>
    /// <exception cref="InvalidOperationException">The column holds numbers.</exception>
    public (IReadOnlyList<string> Names, Tensor Labels) ToClasses()
    {
        IReadOnlyList<string> text = Text ?? throw new InvalidOperationException($"Column '{Name}' holds numbers: use them as they are.");
        string[] names = [.. text.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            positions.Add(name, positions.Count);
        }
        return (names, Tensor.From(text.Select(value => positions[value]).ToArray()));
    }
}
