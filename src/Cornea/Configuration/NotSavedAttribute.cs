namespace Cornea.Configuration;

/// <summary>Marks a class that has no configuration on purpose, such as one that holds a function.</summary>
/// <param name="reason">Why, for the message to those who try to save it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NotSavedAttribute(string reason) : Attribute
{
    /// <summary>Why.</summary>
    public string Reason { get; } = reason;
}
