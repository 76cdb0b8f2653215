using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Cornea.Configuration;

/// <summary>Reads one JSON text, character by character.</summary>
internal sealed class ConfigJsonReader(string text)
{
    // What is read of the lists and objects that are open: each is made in its size when it ends.
    private readonly List<ConfigValue> _elements = [];
    private readonly List<(string Key, ConfigValue Value, int Start)> _pairs = [];

    // The same few keys come again and again.
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private int _position;
    private int _depth;

    public ConfigValue Read()
    {
        var value = ReadValue();
        SkipSpace();
        return _position == text.Length ? value : throw Error("the end of the text");
    }

    private ConfigValue ReadValue()
    {
        SkipSpace();
        if (_position == text.Length)
            throw Error("a value");
        switch (text[_position])
        {
            case '{':
                return Nested(ReadObject);
            case '[':
                return Nested(ReadList);
            case '"':
                return ReadString();
            case 'n' when Take("null"):
                return ConfigValue.Null;
            case 't' when Take("true"):
                return true;
            case 'f' when Take("false"):
                return false;
            case 'N' when Take("NaN"):
                return double.NaN;
            case 'I' when Take("Infinity"):
                return double.PositiveInfinity;
            case '-' when Take("-Infinity"):
                return double.NegativeInfinity;
            default:
                return ReadNumber();
        }
    }

    private ConfigValue Nested(Func<ConfigValue> read)
    {
        if (++_depth > ConfigJson.MaximumDepth)
            throw Error($"at most {ConfigJson.MaximumDepth} lists and objects inside each other");
        _position++;
        var value = read();
        _depth--;
        return value;
    }

    private ConfigValue ReadObject()
    {
        SkipSpace();
        if (Take("}"))
            return new ConfigObject(0);
        for (var first = _pairs.Count; ;)
        {
            SkipSpace();
            if (_position == text.Length || text[_position] != '"')
                throw Error("a key");
            var start = _position;
            var key = ReadKey();
            SkipSpace();
            if (!Take(":"))
                throw Error("a colon");
            _pairs.Add((key, ReadValue(), start));
            SkipSpace();
            if (Take("}"))
                return Made(first);
            if (!Take(","))
                throw Error("a comma or '}'");
        }
    }

    private ConfigObject Made(int first)
    {
        var values = new ConfigObject(_pairs.Count - first);
        foreach (var (key, value, start) in CollectionsMarshal.AsSpan(_pairs)[first..])
        {
            if (values.Contains(key))
            {
                _position = start;
                throw Error($"each key once (the key '{key}' is repeated)");
            }
            values.Add(key, value);
        }
        _pairs.RemoveRange(first, _pairs.Count - first);
        return values;
    }

    private ConfigValue ReadList()
    {
        SkipSpace();
        if (Take("]"))
            return Array.Empty<ConfigValue>();
        for (var first = _elements.Count; ;)
        {
            _elements.Add(ReadValue());
            SkipSpace();
            if (Take("]"))
            {
                var values = CollectionsMarshal.AsSpan(_elements)[first..].ToArray();
                _elements.RemoveRange(first, values.Length);
                return values;
            }
            if (!Take(","))
                throw Error("a comma or ']'");
        }
    }

    private string ReadKey()
    {
        var rest = text.AsSpan(_position + 1);
        if (rest.IndexOfAny('"', '\\') is >= 0 and var end && rest[end] == '"'
            && _keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(rest[..end], out var known))
        {
            _position += end + 2;
            return known;
        }
        var key = ReadString();
        _keys.Add(key);
        return key;
    }

    private string ReadString()
    {
        var start = ++_position;
        var end = text.AsSpan(start).IndexOfAny('"', '\\');
        if (end >= 0 && text[start + end] == '"' && !text.AsSpan(start, end).ContainsAnyInRange('\0', '\u001f'))
        {
            _position = start + end + 1;
            return text[start..(start + end)];
        }
        var value = new StringBuilder();
        while (_position < text.Length)
        {
            var character = text[_position++];
            if (character == '"')
                return value.ToString();
            if (character < ' ')
                break;
            value.Append(character == '\\' ? ReadEscape() : character);
        }
        _position = Math.Min(_position, text.Length);
        throw Error("the end of a string");
    }

    private char ReadEscape()
    {
        if (_position == text.Length)
            throw Error("an escaped character");
        switch (text[_position++])
        {
            case '"':
                return '"';
            case '\\':
                return '\\';
            case '/':
                return '/';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _position + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _position += 4;
                return (char)code;
            default:
                throw Error("an escaped character");
        }
    }

    private ConfigValue ReadNumber()
    {
        var start = _position;
        Take("-");
        var digits = Digits();
        if (digits == 0 || (digits > 1 && text[_position - digits] == '0'))
            throw Error("a value");
        var whole = true;
        if (Take("."))
        {
            whole = false;
            if (Digits() == 0)
                throw Error("a digit");
        }
        if (Take("e") || Take("E"))
        {
            whole = false;
            _ = Take("+") || Take("-");
            if (Digits() == 0)
                throw Error("a digit");
        }
        var number = text.AsSpan(start, _position - start);
        if (whole && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return integer;
        return double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private int Digits()
    {
        var start = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
            _position++;
        return _position - start;
    }

    private bool Take(string word)
    {
        if (!text.AsSpan(_position).StartsWith(word, StringComparison.Ordinal))
            return false;
        _position += word.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (_position < text.Length && text[_position] is ' ' or '\t' or '\n' or '\r')
            _position++;
    }

    private string Here() => _position >= text.Length ? "the end of the text"
        : char.IsControl(text[_position]) || char.IsSurrogate(text[_position]) ? $"the character U+{(int)text[_position]:X4}"
        : $"'{text[_position]}'";

    private ConfigException Error(string expected)
    {
        var before = text.AsSpan(0, _position);
        var (line, column) = (before.Count('\n') + 1, _position - before.LastIndexOf('\n'));
        return new ConfigException(string.Create(
            CultureInfo.InvariantCulture, $"JSON expects {expected} at line {line}, column {column}, but received {Here()}."));
    }
}
