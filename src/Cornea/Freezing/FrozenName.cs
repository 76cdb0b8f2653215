namespace Cornea.Freezing;

/// <summary>Names that C# takes as they are.</summary>
internal static class FrozenName
{
    public static void Check(string name, string parameter)
    {
        if (string.IsNullOrEmpty(name) || char.IsDigit(name[0])
            || !name.All(c => char.IsLetterOrDigit(c) || c == '_'))
        {
            throw new ArgumentException(
                $"Expected a C# name of letters, digits and _ that does not begin with a digit, but received '{name}'.", parameter);
        }
    }
}
