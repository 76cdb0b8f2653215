namespace Cornea.Configuration;

/// <summary>What a value of a configuration is.</summary>
public enum ConfigValueKind
{
    /// <summary>Nothing: JSON's <c>null</c>, Python's <c>None</c>.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number, written without a decimal point.</summary>
    Integer,

    /// <summary>A number written with a decimal point or an exponent, NaN or an infinity.</summary>
    Float,

    /// <summary>A string.</summary>
    Text,

    /// <summary>A list; tuples become lists in JSON.</summary>
    List,

    /// <summary>Keys and values.</summary>
    Object,
}
