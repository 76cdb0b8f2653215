namespace Cornea.Formats.Hdf5;

/// <summary>One message of an object header.</summary>
/// <param name="Type">Kind of message.</param>
/// <param name="Flags">Bit 1: the data say where the message really is.</param>
/// <param name="Address">Address of the data.</param>
/// <param name="Data">The data, inside the header's block.</param>
/// <param name="CreationOrder">Place among the object's attributes, where the header keeps it.</param>
internal readonly record struct HeaderMessage(MessageType Type, int Flags, long Address, ReadOnlyMemory<byte> Data, int CreationOrder)
{
    public bool IsShared => (Flags & 2) != 0;
}
