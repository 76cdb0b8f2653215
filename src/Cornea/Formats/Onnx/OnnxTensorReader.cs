using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Cornea.Formats.Protobuf;

namespace Cornea.Formats.Onnx;

/// <summary>Reads the tensors of an ONNX file and checks that there are as many values as their shapes need.</summary>
/// <param name="external">Reads values that lie in other files.</param>
internal sealed class OnnxTensorReader(ExternalData external)
{
    private const int LargestRank = 32;

    /// <summary>Reads a tensor.</summary>
    public OnnxTensor Read(ProtobufReader reader)
    {
        var offset = reader.Offset;
        var (name, type, location) = ("", 0, 0);
        var (dims, entries, texts) = (new List<long>(), new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        var (singles, doubles, wholes) = (new List<float>(), new List<double>(), new List<long>());
        ReadOnlyMemory<byte>? raw = null;
        var fields = new HashSet<string>();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    reader.Int64s(dims, "tensor.dims");
                    break;
                case 2:
                    type = reader.Int32("tensor.data_type");
                    break;
                case 4:
                    fields.Add("float_data");
                    reader.Singles(singles, "tensor.float_data");
                    break;
                case 5:
                    fields.Add("int32_data");
                    reader.Int64s(wholes, "tensor.int32_data");
                    break;
                case 6:
                    fields.Add("string_data");
                    texts.Add(reader.Text("tensor.string_data"));
                    break;
                case 7:
                    fields.Add("int64_data");
                    reader.Int64s(wholes, "tensor.int64_data");
                    break;
                case 8:
                    name = reader.Text("tensor.name");
                    break;
                case 9:
                    fields.Add("raw_data");
                    raw = reader.Bytes("tensor.raw_data");
                    break;
                case 10:
                    fields.Add("double_data");
                    reader.Doubles(doubles, "tensor.double_data");
                    break;
                case 11:
                    fields.Add("uint64_data");
                    reader.Int64s(wholes, "tensor.uint64_data");
                    break;
                case 13:
                    var (key, value) = OnnxReader.Pair(reader.Message("tensor.external_data"));
                    entries[key] = value;
                    break;
                case 14:
                    location = reader.Int32("tensor.data_location");
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        var kind = Type(type, name, Fault);
        var needed = Bytes(dims, kind, name, Fault);
        var tensor = new OnnxTensor(name, kind, dims, ReadOnlyMemory<byte>.Empty) { Offset = offset };
        if (location == 1)
        {
            if (kind == OnnxDataType.String)
                throw Fault("tensor.data_location", $"the texts of tensor '{name}' cannot lie in another file");
            return tensor with { Data = external.Read(entries, needed, (field, problem) => Fault(field, $"{problem} (tensor '{name}')")) };
        }
        if (fields.Count > 1)
            throw Fault("tensor", $"tensor '{name}' has its values in {string.Join(" and ", fields)}, and only one of them may be there");
        if (kind == OnnxDataType.String)
        {
            return texts.Count == tensor.Count ? tensor with { Texts = texts }
                : throw Fault("tensor.string_data", $"tensor '{name}' needs {tensor.Count} texts, but has {texts.Count}");
        }
        var data = raw ?? Typed(kind, singles, doubles, wholes);
        if (data.Length != needed)
        {
            throw Fault(fields.FirstOrDefault("tensor"),
                $"tensor '{name}' of shape {FormatReader.Describe([.. dims])} needs {needed} bytes, but has {data.Length}");
        }
        return kind == OnnxDataType.UInt64 && MemoryMarshal.Cast<byte, long>(data.Span).ContainsAnyInRange(long.MinValue, -1)
            ? throw Fault("tensor", $"tensor '{name}' of uint64 has a value above {long.MaxValue}, which cannot be kept")
            : tensor with { Data = data };

        MalformedFileException Fault(string field, string problem) =>
            new(reader.Fault("", "").Path, offset, field, problem, FormatReader.Unreadable);
    }

    /// <summary>Reads a tensor of which only some values are given.</summary>
    public OnnxSparseTensor Sparse(ProtobufReader reader)
    {
        OnnxTensor? values = null, indices = null;
        var dims = new List<long>();
        while (reader.Next())
        {
            if (reader.Field == 1)
                values = Read(reader.Message("sparse_tensor.values"));
            else if (reader.Field == 2)
                indices = Read(reader.Message("sparse_tensor.indices"));
            else if (reader.Field == 3)
                reader.Int64s(dims, "sparse_tensor.dims");
            else
                reader.Skip();
        }
        if (values is null || indices is null || indices.Type != OnnxDataType.Int64)
            throw reader.Fault("sparse_tensor", "values and their places (int64) were expected");
        Bytes(dims, values.Type, values.Name, (field, problem) => reader.Fault(field, problem));
        return new OnnxSparseTensor(values, indices, dims);
    }

    private static OnnxDataType Type(int type, string name, Func<string, string, MalformedFileException> fault) =>
        type is > 0 and <= (int)OnnxDataType.Int2
            ? (OnnxDataType)type
            : throw fault("tensor.data_type", $"tensor '{name}' has the element type {type}, which is not known");

    private static long Bytes(List<long> dims, OnnxDataType type, string name, Func<string, string, MalformedFileException> fault)
    {
        if (dims.Count > LargestRank)
            throw fault("tensor.dims", $"tensor '{name}' has {dims.Count} axes, and at most {LargestRank} can be read");
        var count = 1L;
        foreach (var length in dims)
        {
            if (length < 0)
                throw fault("tensor.dims", $"tensor '{name}' has an axis of negative length {length}");
            if (length > int.MaxValue || (length > 0 && count > int.MaxValue / length))
            {
                throw fault("tensor.dims",
                    $"tensor '{name}' of shape {FormatReader.Describe([.. dims])} has more than {int.MaxValue} values");
            }
            count *= Math.Max(1, length);
        }
        return ((dims.Contains(0) ? 0 : count) * type.Bits() + 7) / 8;
    }

    // The values of the fields that are typed, as bytes.
    private static ReadOnlyMemory<byte> Typed(OnnxDataType type, List<float> singles, List<double> doubles, List<long> wholes)
    {
        switch (type)
        {
            case OnnxDataType.Float:
            case OnnxDataType.Complex64:
                return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(singles)).ToArray();
            case OnnxDataType.Double:
            case OnnxDataType.Complex128:
                return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(doubles)).ToArray();
            default:
                var size = Math.Max(1, type.Bits() / 8);
                var bytes = new byte[(long)wholes.Count * size];
                Span<byte> word = stackalloc byte[8];
                for (var i = 0; i < wholes.Count; i++)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(word, wholes[i]);
                    word[..size].CopyTo(bytes.AsSpan(i * size));
                }
                return bytes;
        }
    }
}
