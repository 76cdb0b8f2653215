namespace Cornea.Formats.Hdf5;

/// <summary>Reads a datatype message (versions 1 to 5).</summary>
internal static class DatatypeParser
{
    private const int Integer = 0, Float = 1, Text = 3, Opaque = 5, Enumeration = 8, VariableLength = 9, LastClass = 11, LastVersion = 5;

    public static Hdf5Type Parse(Hdf5Storage storage, ReadOnlySpan<byte> data, long address)
    {
        var reader = new BlockReader(storage, data, address);
        int first = reader.Byte("datatype class");
        int kind = first & 15, version = first >> 4;
        uint bits = (uint)reader.Unsigned(3, "datatype bits");
        long size = reader.UInt32("datatype size");
        if (kind > LastClass || version is 0 or > LastVersion)
        {
            throw storage.Fault(address, "datatype class", $"class {kind} of version {version} is not known; classes 0 to {LastClass} are");
        }
        if (size is 0 or > int.MaxValue)
        {
            throw storage.Fault(address + 4, "datatype size", $"elements of {size} bytes are impossible");
        }
        return kind switch
        {
            Integer => ParseInteger(ref reader, bits, (int)size),
            Float => ParseFloat(ref reader, bits, (int)size),
            Text => ParseText(storage, bits, (int)size, address),
            Opaque => new Hdf5Type(Hdf5TypeClass.Opaque, (int)size, $"opaque of {size} bytes"),
            Enumeration => ParseEnumeration(storage, ref reader, data, (int)(bits & 0xFFFF), version),
            VariableLength => ParseVariable(storage, bits, (int)size, address),
            _ => new Hdf5Type(Hdf5TypeClass.Other, (int)size, NameOf(kind)),
        };
    }

    private static string NameOf(int kind) => kind switch
    {
        2 => "time",
        4 => "bit field",
        6 => "compound",
        7 => "reference",
        10 => "array",
        _ => "complex",
    };

    private static Hdf5Type ParseInteger(ref BlockReader reader, uint bits, int size)
    {
        const uint bigEndian = 1, signed = 8;
        int offset = reader.UInt16("integer bit offset");
        int precision = reader.UInt16("integer precision");
        bool isSigned = (bits & signed) != 0;
        if (size is not (1 or 2 or 4 or 8) || offset != 0 || precision != 8 * size)
        {
            return new Hdf5Type(Hdf5TypeClass.Other, size, $"integer of {precision} bits in {size} bytes");
        }
        return new Hdf5Type(isSigned ? Hdf5TypeClass.Integer : Hdf5TypeClass.UnsignedInteger, size,
            $"{(isSigned ? "int" : "uint")}{8 * size}", size > 1 && (bits & bigEndian) != 0);
    }

    private static Hdf5Type ParseFloat(ref BlockReader reader, uint bits, int size)
    {
        const uint bigEndian = 1, vaxOrder = 0x40, impliedBit = 0x20, normalization = 0x30;
        int offset = reader.UInt16("float bit offset");
        int precision = reader.UInt16("float precision");
        int exponentAt = reader.Byte("exponent location"), exponentBits = reader.Byte("exponent size");
        int mantissaAt = reader.Byte("mantissa location"), mantissaBits = reader.Byte("mantissa size");
        uint bias = reader.UInt32("exponent bias");
        bool regular = offset == 0 && precision == 8 * size && mantissaAt == 0 && exponentAt == mantissaBits
            && ((bits >> 8) & 0xFF) == precision - 1 && (bits & vaxOrder) == 0 && (bits & normalization) == impliedBit
            && exponentBits is > 0 and < 31 && bias == (1u << (exponentBits - 1)) - 1;
        bool swapped = (bits & bigEndian) != 0;
        return (regular, size, exponentBits, mantissaBits) switch
        {
            (true, 2, 5, 10) => new Hdf5Type(Hdf5TypeClass.Float, 2, "float16", swapped),
            (true, 2, 8, 7) => new Hdf5Type(Hdf5TypeClass.BFloat16, 2, "bfloat16", swapped),
            (true, 4, 8, 23) => new Hdf5Type(Hdf5TypeClass.Float, 4, "float32", swapped),
            (true, 8, 11, 52) => new Hdf5Type(Hdf5TypeClass.Float, 8, "float64", swapped),
            _ => new Hdf5Type(Hdf5TypeClass.Other, size,
                $"float of {exponentBits} exponent and {mantissaBits} mantissa bits in {size} bytes"),
        };
    }

    private static Hdf5Type ParseText(Hdf5Storage storage, uint bits, int size, long address)
    {
        uint padding = bits & 15;
        if (padding > (uint)Hdf5StringPadding.SpacePadded)
        {
            throw storage.Fault(address + 1, "string padding", $"padding {padding} does not exist; 0 to 2 do");
        }
        return new Hdf5Type(Hdf5TypeClass.FixedString, size, $"string of {size} bytes", IsUtf8: ((bits >> 4) & 15) == 1,
            Padding: (Hdf5StringPadding)padding);
    }

    private static Hdf5Type ParseVariable(Hdf5Storage storage, uint bits, int size, long address)
    {
        const uint text = 1;
        int expected = 4 + storage.OffsetSize + 4;
        if (size != expected)
        {
            throw storage.Fault(address + 4, "datatype size", $"variable-length elements have {expected} bytes in this file, not {size}");
        }
        return (bits & 15) == text
            ? new Hdf5Type(Hdf5TypeClass.VariableString, size, "string", IsUtf8: ((bits >> 8) & 15) == 1)
            : new Hdf5Type(Hdf5TypeClass.Other, size, "sequence");
    }

    // An enumeration is read as its base type; that of one byte with the names FALSE and TRUE is h5py's boolean.
    private static Hdf5Type ParseEnumeration(Hdf5Storage storage, ref BlockReader reader, ReadOnlySpan<byte> data, int count, int version)
    {
        const int integerLength = 12, padded = 8, unpaddedVersion = 3;
        long baseAddress = reader.Address;
        ReadOnlySpan<byte> baseData = reader.Take(integerLength, "enumeration base type");
        if ((baseData[0] & 15) != Integer)
        {
            throw storage.Fault(baseAddress, "enumeration base type", "an enumeration must be one of integers");
        }
        Hdf5Type baseType = Parse(storage, baseData, baseAddress);
        if (count != 2 || baseType.Size != 1)
        {
            return baseType;
        }
        Span<byte> names = stackalloc byte[2];
        for (int member = 0; member < count; member++)
        {
            int start = reader.Position;
            int length = data[start..].IndexOf((byte)0);
            ReadOnlySpan<byte> name = reader.Take(length < 0 ? long.MaxValue : length + 1, "enumeration name")[..^1];
            int whole = version < unpaddedVersion ? (length + padded) / padded * padded : length + 1;
            reader.Skip(whole - (length + 1), "enumeration name");
            names[member] = name.SequenceEqual("FALSE"u8) ? (byte)0 : name.SequenceEqual("TRUE"u8) ? (byte)1 : (byte)2;
        }
        return names.SequenceEqual(reader.Take(2, "enumeration values")) && names[0] != names[1] && names[0] + names[1] == 1
            ? new Hdf5Type(Hdf5TypeClass.Boolean, 1, "bool")
            : baseType;
    }
}
