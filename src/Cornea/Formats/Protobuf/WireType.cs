namespace Cornea.Formats.Protobuf;

/// <summary>How a field of a protobuf message lies in the bytes.</summary>
internal enum WireType
{
    /// <summary>A whole number in groups of seven bits.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and so many bytes: text, bytes, a message, packed numbers.</summary>
    LengthDelimited = 2,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}
