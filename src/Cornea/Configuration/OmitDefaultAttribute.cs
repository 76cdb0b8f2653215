namespace Cornea.Configuration;

/// <summary>Marks a property that is written only where it differs from the default of its parameter.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OmitDefaultAttribute : Attribute;
