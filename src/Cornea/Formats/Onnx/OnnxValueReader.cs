using Cornea.Formats.Protobuf;

namespace Cornea.Formats.Onnx;

/// <summary>Reads what an ONNX file says of a graph's inputs, outputs and values: element type and axes.</summary>
internal static class OnnxValueReader
{
    /// <summary>Reads a ValueInfoProto.</summary>
    public static OnnxValue Value(ProtobufReader reader)
    {
        var value = new OnnxValue("", OnnxDataType.Undefined, null);
        while (reader.Next())
        {
            if (reader.Field == 1)
                value = value with { Name = reader.Text("value.name") };
            else if (reader.Field == 2)
                value = ValueType(reader.Message("value.type"), value);
            else
                reader.Skip();
        }
        return value;
    }

    private static OnnxValue ValueType(ProtobufReader reader, OnnxValue value)
    {
        while (reader.Next())
        {
            if (reader.Field == 9)
            {
                // What may be left out has the type of what is there.
                var optional = reader.Message("value.type.optional_type");
                value = value with { IsOptional = true };
                while (optional.Next())
                {
                    if (optional.Field == 1)
                        value = ValueType(optional.Message("value.type.optional_type.elem_type"), value);
                    else
                        optional.Skip();
                }
                continue;
            }
            if (reader.Field != 1)
            {
                value = reader.Field switch
                {
                    4 => value with { Kind = "a sequence" },
                    5 => value with { Kind = "a map" },
                    8 => value with { Kind = "a sparse tensor" },
                    _ => value,
                };
                reader.Skip();
                continue;
            }
            var tensor = reader.Message("value.type.tensor_type");
            while (tensor.Next())
            {
                if (tensor.Field == 1)
                    value = value with { Type = (OnnxDataType)tensor.Int32("value.type.elem_type") };
                else if (tensor.Field == 2)
                    value = value with { Axes = Axes(tensor.Message("value.type.shape")) };
                else
                    tensor.Skip();
            }
        }
        return value;
    }

    private static List<OnnxAxis> Axes(ProtobufReader reader)
    {
        var axes = new List<OnnxAxis>();
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }
            var (axis, dimension) = (new OnnxAxis(null), reader.Message("value.type.shape.dim"));
            while (dimension.Next())
            {
                if (dimension.Field == 1)
                    axis = axis with { Length = dimension.Int64("dim_value") };
                else if (dimension.Field == 2)
                    axis = axis with { Name = dimension.Text("dim_param") };
                else
                    dimension.Skip();
            }
            axes.Add(axis);
        }
        return axes;
    }
}
