namespace Cornea.Configuration;

/// <summary>
/// Marks a property that Keras gives to the call of a layer and not to its constructor, such as <c>use_causal_mask</c>. It is
/// written among the arguments of the calls in a functional model, and kept by clones.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CallArgumentAttribute : Attribute;
