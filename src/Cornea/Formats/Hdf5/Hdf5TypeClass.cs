namespace Cornea.Formats.Hdf5;

/// <summary>The kinds of element that an HDF5 dataset or attribute may have.</summary>
public enum Hdf5TypeClass
{
    /// <summary>Signed integer of 1, 2, 4 or 8 bytes.</summary>
    Integer,

    /// <summary>Unsigned integer of 1, 2, 4 or 8 bytes.</summary>
    UnsignedInteger,

    /// <summary>IEEE number of 2, 4 or 8 bytes.</summary>
    Float,

    /// <summary>The upper half of a float32: HDF5's own type, or two opaque bytes with the attribute <c>dtype</c>, as Keras
    /// stores them.</summary>
    BFloat16,

    /// <summary>One byte, false or true: the enumeration as which h5py stores booleans.</summary>
    Boolean,

    /// <summary>Text of a fixed number of bytes.</summary>
    FixedString,

    /// <summary>Text of any length.</summary>
    VariableString,

    /// <summary>Bytes without a meaning.</summary>
    Opaque,

    /// <summary>A kind that is not read: compound, array, reference, sequence, time, bit field, complex or an uncommon number.</summary>
    Other,
}
