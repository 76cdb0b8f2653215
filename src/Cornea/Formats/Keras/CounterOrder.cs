using System.Globalization;

namespace Cornea.Formats.Keras;

/// <summary>Orders the names that Keras counts: <c>conv2d</c>, <c>conv2d_1</c>, <c>conv2d_2</c>, <c>conv2d_10</c>.</summary>
internal sealed class CounterOrder : IComparer<string>
{
    public static CounterOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        (string first, int firstNumber) = Split(x ?? "");
        (string second, int secondNumber) = Split(y ?? "");
        int order = string.CompareOrdinal(first, second);
        return order != 0 ? order : firstNumber.CompareTo(secondNumber);
    }

    private static (string Name, int Number) Split(string name)
    {
        int at = name.LastIndexOf('_');
        return at > 0 && int.TryParse(name.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (name[..at], number)
            : (name, -1);
    }
}
