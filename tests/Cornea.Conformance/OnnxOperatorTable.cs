using System.Text;
using Cornea.Formats.Onnx;
using Cornea.Onnx;

namespace Cornea.Conformance;

/// <summary>The table of operators in docs/ONNX.md.</summary>
public static class OnnxOperatorTable
{
    private const string Begin = "<!-- operators -->\n";
    private const string End = "<!-- /operators -->";

    /// <summary>The document with the table as it is now.</summary>
    /// <param name="document">The document.</param>
    public static string Update(string document)
    {
        var (start, end) = (document.IndexOf(Begin, StringComparison.Ordinal), document.IndexOf(End, StringComparison.Ordinal));
        if (start < 0 || end < start)
            throw new InvalidDataException($"The document has no place for the table: {Begin.Trim()} and {End} were expected.");
        return document[..(start + Begin.Length)] + Table() + document[end..];
    }

    private static string Table()
    {
        var text = new StringBuilder("| operator | operator sets | attributes |\n|---|---|---|\n");
        foreach (var entry in OperatorTable.Operators)
        {
            var name = entry.Domain.Length == 0 ? entry.Name : $"{entry.Domain}.{entry.Name}";
            var sets = entry.Domain.Length > 0 ? "all" : entry.Until == int.MaxValue ? $"{entry.Since} to {OnnxFile.NewestOpset}"
                : $"{entry.Since} to {entry.Until}";
            text.Append($"| {name} | {sets} | {entry.Attributes.Replace("consumed_inputs", "", StringComparison.Ordinal).Trim()} |\n");
        }
        return text.ToString();
    }
}
