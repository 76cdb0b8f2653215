namespace Cornea.Generators;

/// <summary>An argument of a constructor.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Key">Its key in configurations.</param>
/// <param name="OlderKeys">Its keys in older versions.</param>
/// <param name="Type">Its type as C# writes it, for the catalogue.</param>
/// <param name="Default">Its default as C# writes it, for the catalogue; null where it must be given.</param>
/// <param name="Read">The expression that reads it from <c>c</c>.</param>
/// <param name="Write">The statement that writes it to <c>w</c> from <c>x</c>; null where the family's base writes it.</param>
internal sealed record ArgumentModel(
    string Name, string Key, EquatableArray<string> OlderKeys, string Type, string? Default, string Read, string? Write);
