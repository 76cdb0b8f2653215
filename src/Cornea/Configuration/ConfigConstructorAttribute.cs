namespace Cornea.Configuration;

/// <summary>
/// Marks the constructor that says what the configuration of a class is. Without it, it is the public one with the most parameters.
/// </summary>
[AttributeUsage(AttributeTargets.Constructor)]
public sealed class ConfigConstructorAttribute : Attribute;
