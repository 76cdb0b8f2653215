using System.Globalization;
using System.Text;

namespace Cornea.Terminal;

/// <summary>Text as a terminal counts it, in cells: a wide character fills two, a combining mark none.</summary>
internal static class CellText
{
    /// <summary>
    /// Replaces what would act instead of being shown: control characters (an escape sequence in a layer's name would run in
    /// the reader's terminal), line separators, the marks that reorder text, and halves of surrogate pairs.
    /// </summary>
    public static string Clean(string text)
    {
        var harmful = false;
        foreach (var rune in text.EnumerateRunes()) harmful |= IsHarmful(rune);
        if (!harmful) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) clean.Append(IsHarmful(rune) ? "\uFFFD" : rune.ToString());
        return clean.ToString();
    }

    /// <summary>The cells that a clean text fills.</summary>
    public static int Width(ReadOnlySpan<char> text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Width(rune);
        return width;
    }

    /// <summary>The text, or its start and an ellipsis, in at most <paramref name="width"/> cells.</summary>
    public static string Truncate(string text, int width, string ellipsis)
    {
        if (Width(text) <= width) return text;
        return Take(text, width - ellipsis.Length) + ellipsis;
    }

    /// <summary>The start of the text that fills exactly <paramref name="width"/> cells; half a wide character becomes a blank.</summary>
    public static string Take(string text, int width)
    {
        var end = 0;
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (used + Width(rune) > width) break;
            used += Width(rune);
            end += rune.Utf16SequenceLength;
        }

        return end == text.Length ? text : text[..end] + new string(' ', Math.Max(0, width - used));
    }

    private static bool IsHarmful(Rune rune) => rune.Value is 0xFFFD
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    private static int Width(Rune rune)
    {
        var value = rune.Value;
        if (value < 0x300) return 1;
        if (Rune.GetUnicodeCategory(
            rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
        {
            return 0;
        }
        var wide = value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0xA4CF)
            or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
            or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F900 and <= 0x1F9FF) or (>= 0x20000 and <= 0x3FFFD);
        return wide ? 2 : 1;
    }
}
