namespace Cornea;

/// <summary>What kind of number a plain C# number beside a tensor is: it only asks for a type that has such numbers.</summary>
internal enum NumberKind
{
    /// <summary>True or false.</summary>
    Truth,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A floating number.</summary>
    Fraction,
}
