namespace Cornea.Formats;

/// <summary>The kinds of number that array files hold. The engine lacks uint64 alone, which is read as int64.</summary>
internal enum ElementType
{
    Bool,
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float16,
    BFloat16,
    Float32,
    Float64,
}
