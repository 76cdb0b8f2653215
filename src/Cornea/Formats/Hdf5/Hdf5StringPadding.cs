namespace Cornea.Formats.Hdf5;

/// <summary>How the unused bytes of a fixed string are filled.</summary>
public enum Hdf5StringPadding
{
    /// <summary>A zero byte ends the text; what follows has no meaning.</summary>
    NullTerminated,

    /// <summary>Zero bytes fill up the text.</summary>
    NullPadded,

    /// <summary>Spaces fill up the text.</summary>
    SpacePadded,
}
