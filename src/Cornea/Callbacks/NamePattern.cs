using System.Globalization;
using System.Text;

namespace Cornea.Callbacks;

/// <summary>
/// A name with fields, as Python writes them: <c>{epoch:02d}</c>, <c>{val_loss:.2f}</c>. A field has a name and, behind a
/// colon, [0][width][.digits][d, f, e, g or %]; <c>{{</c> and <c>}}</c> stand for braces.
/// </summary>
internal sealed class NamePattern
{
    private readonly List<Part> _parts = [];

    public NamePattern(string pattern)
    {
        Text = pattern;
        var literal = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is not ('{' or '}'))
            {
                literal.Append(pattern[i]);
            }
            else if (i + 1 < pattern.Length && pattern[i + 1] == pattern[i])
            {
                literal.Append(pattern[i++]);
            }
            else
            {
                var end = pattern[i] == '{' ? pattern.IndexOf('}', i) : -1;
                if (end < 0)
                    throw Wrong("a brace stands alone; write {{ or }} for a brace itself");
                _parts.Add(new Part(literal.ToString(), ""));
                literal.Clear();
                _parts.Add(Field(pattern[(i + 1)..end]));
                i = end;
            }
        }
        _parts.Add(new Part(literal.ToString(), ""));
    }

    public string Text { get; }

    /// <summary>The name with its fields filled in.</summary>
    /// <param name="find">Gives the value of a field, or null where there is none.</param>
    /// <param name="names">The names of all fields, for the message.</param>
    public string Fill(Func<string, double?> find, IEnumerable<string> names)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part.Literal);
            if (part.Name.Length == 0)
                continue;
            var value = find(part.Name) ?? throw new KeyNotFoundException(
                $"The name '{Text}' has a field '{part.Name}', but there is no such metric. " +
                $"There are {string.Join(", ", names.Select(name => $"'{name}'"))}.");
            text.Append(part.Format(value));
        }
        return text.ToString();
    }

    private Part Field(string field)
    {
        var colon = field.IndexOf(':');
        var (name, format) = colon < 0 ? (field, "") : (field[..colon], field[(colon + 1)..]);
        if (name.Length == 0)
            throw Wrong("a field has no name");
        var kind = format.Length > 0 && char.IsAsciiLetter(format[^1]) || format.EndsWith('%') ? format[^1] : '\0';
        var numbers = kind == '\0' ? format : format[..^1];
        var point = numbers.IndexOf('.');
        var (width, digits) = point < 0 ? (numbers, null) : (numbers[..point], numbers[(point + 1)..]);
        if (!"\0dfeg%".Contains(kind) || !Whole(width.Length == 0 ? "0" : width, out var columns) || !Whole(digits ?? "6", out var decimals)
            || (kind == 'd' && digits is not null))
        {
            throw Wrong($"'{format}' is no format; {{epoch:02d}} and {{val_loss:.2f}} are");
        }
        return new Part("", name) { Kind = kind, Width = columns, ZeroPadded = width.StartsWith('0'), Digits = decimals };
    }

    private static bool Whole(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && value <= 99;

    private ArgumentException Wrong(string why) => new($"The name '{Text}' cannot be read: {why}.");

    private sealed record Part(string Literal, string Name)
    {
        public char Kind { get; init; }

        public int Width { get; init; }

        public bool ZeroPadded { get; init; }

        public int Digits { get; init; }

        public string Format(double value)
        {
            var culture = CultureInfo.InvariantCulture;
            var text = Kind switch
            {
                'd' => Math.Truncate(value).ToString("F0", culture),
                'f' => value.ToString($"F{Digits}", culture),
                'e' => Exponent(value, Digits),
                'g' => General(value),
                '%' => (value * 100).ToString($"F{Digits}", culture) + "%",
                _ => value.ToString("R", culture),
            };
            if (!ZeroPadded)
                return text.PadLeft(Width);
            return text.StartsWith('-') ? "-" + text[1..].PadLeft(Width - 1, '0') : text.PadLeft(Width, '0');
        }

        // Python's exponent has two digits at least.
        private static string Exponent(double value, int digits) =>
            value.ToString("0" + (digits > 0 ? "." + new string('0', digits) : "") + "e+00", CultureInfo.InvariantCulture);

        private string General(double value)
        {
            var digits = Math.Max(1, Digits);
            var exponent = value == 0 || !double.IsFinite(value) ? 0
                : int.Parse(value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture).Split('E')[1], CultureInfo.InvariantCulture);
            var text = exponent < -4 || exponent >= digits ? Exponent(value, digits - 1)
                : value.ToString($"F{Math.Max(0, digits - 1 - exponent)}", CultureInfo.InvariantCulture);
            var split = text.IndexOf('e');
            var (mantissa, power) = split < 0 ? (text, "") : (text[..split], text[split..]);
            return (mantissa.Contains('.') ? mantissa.TrimEnd('0').TrimEnd('.') : mantissa) + power;
        }
    }
}
