namespace Cornea.Configuration;

/// <summary>An argument of a class that has a configuration.</summary>
/// <param name="Key">Its key in configurations, such as <c>kernel_initializer</c>.</param>
/// <param name="Name">The parameter of the constructor.</param>
/// <param name="Type">Its type as C# writes it.</param>
/// <param name="Default">Its default as C# writes it; null where it must be given.</param>
public sealed record ClassParameter(string Key, string Name, string Type, string? Default);
