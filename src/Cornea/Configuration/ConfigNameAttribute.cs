namespace Cornea.Configuration;

/// <summary>
/// The name in configurations where it is not the one that follows from the name in C#: for a class its own name
/// (<c>MaxPooling2D</c>), for a parameter or property the snake case (<c>kernelInitializer</c>: <c>kernel_initializer</c>), for a
/// member of an enumeration the snake case (<c>ChannelsLast</c>: <c>channels_last</c>).
/// </summary>
/// <param name="name">The name that is written; for a member of an enumeration null is written as null.</param>
/// <param name="aliases">Other names that are read.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Field)]
public sealed class ConfigNameAttribute(string? name, params string[] aliases) : Attribute
{
    /// <summary>The name that is written.</summary>
    public string? Name { get; } = name;

    /// <summary>Other names that are read.</summary>
    public IReadOnlyList<string> Aliases { get; } = aliases;
}
