namespace Cornea.Formats.Hdf5;

/// <summary>A member of a group: its name, the address of its object header, and its place in the order of creation (-1 when
/// not kept); the error of a link that is not followed, for whoever asks for it.</summary>
internal readonly record struct Link(string Name, long Address, long CreationOrder, MalformedFileException? Refusal = null);
