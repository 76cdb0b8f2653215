namespace Cornea;

/// <summary>How feature maps become one vector.</summary>
public enum FeaturePooling
{
    /// <summary>They stay maps.</summary>
    None,

    /// <summary>By their means.</summary>
    Average,

    /// <summary>By their largest values.</summary>
    Max,
}
