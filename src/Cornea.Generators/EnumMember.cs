namespace Cornea.Generators;

/// <summary>A member of an enumeration.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Written">Its name in configurations; null for null.</param>
/// <param name="Aliases">Other names that are read.</param>
internal sealed record EnumMember(string Name, string? Written, EquatableArray<string> Aliases);
