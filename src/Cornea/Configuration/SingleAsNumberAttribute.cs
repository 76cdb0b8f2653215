namespace Cornea.Configuration;

/// <summary>Marks a list that is written as a plain number where it has one element, such as <c>"axis": -1</c>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SingleAsNumberAttribute : Attribute;
