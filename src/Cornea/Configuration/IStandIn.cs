namespace Cornea.Configuration;

/// <summary>A class that another family takes too, such as a layer that is used as an activation.</summary>
internal interface IStandIn
{
    /// <summary>The object that stands for this one in a family; null where the family does not take it.</summary>
    /// <param name="kind">The family.</param>
    object? For(ClassKind kind);
}
