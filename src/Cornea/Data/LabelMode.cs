namespace Cornea.Data;

/// <summary>How the class of a picture is told.</summary>
public enum LabelMode
{
    /// <summary>Its number, Int32 of shape (). For <see cref="SparseCategoricalCrossentropy"/>.</summary>
    Int,

    /// <summary>A vector that is 1 at the class and 0 elsewhere, Float32 (classes). For <see cref="CategoricalCrossentropy"/>.</summary>
    Categorical,

    /// <summary>0 or 1, Float32 (1), of two classes. For <see cref="BinaryCrossentropy"/>.</summary>
    Binary,

    /// <summary>Not at all: the samples have no targets.</summary>
    None,
}
