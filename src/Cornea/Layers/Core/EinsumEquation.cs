namespace Cornea.Layers;

/// <summary>The letters of an equation such as <c>abc,cd->abd</c>.</summary>
internal static class EinsumEquation
{
    /// <summary>The letters of the two inputs and the output; <c>...</c> becomes letters that nobody uses.</summary>
    public static (string First, string Second, string Output) Parse(string equation, int rankOfFirst)
    {
        var parts = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        var inputs = parts[0].Split(',');
        if (parts.Length != 2 || inputs.Length != 2)
        {
            throw new ArgumentException(
                $"An einsum equation of two inputs was expected, such as 'ab,bc->ac', but received '{equation}'. Write it so.",
                nameof(equation));
        }
        var hidden = new string(
            [.. Enumerable.Range(0, Math.Max(0, rankOfFirst - (inputs[0].Length - 3))).Select(i => (char)('\uE000' + i))]);
        string Full(string letters) => letters.Replace("...", hidden, StringComparison.Ordinal);
        return (Full(inputs[0]), Full(inputs[1]), Full(parts[1]));
    }
}
