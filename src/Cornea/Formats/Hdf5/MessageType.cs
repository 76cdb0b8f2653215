namespace Cornea.Formats.Hdf5;

/// <summary>Kinds of object header messages that matter for reading.</summary>
internal enum MessageType
{
    Nil = 0x00,
    Dataspace = 0x01,
    LinkIndex = 0x02,
    Datatype = 0x03,
    OldFillValue = 0x04,
    FillValue = 0x05,
    Link = 0x06,
    ExternalFiles = 0x07,
    Layout = 0x08,
    GroupSizes = 0x0A,
    Filters = 0x0B,
    Attribute = 0x0C,
    Continuation = 0x10,
    SymbolTable = 0x11,
    AttributeIndex = 0x15,
}
