using Cornea.Formats.Protobuf;

namespace Cornea.Formats.Onnx;

/// <summary>
/// Reads an ONNX file. Source: the schema <c>onnx.proto</c> of https://github.com/onnx/onnx. Nothing in a file is run, and nothing that
/// it promises is allocated before it is there.
/// </summary>
internal sealed class OnnxReader
{
    private readonly OnnxTensorReader _tensors;

    private OnnxReader(string? path) => _tensors = new OnnxTensorReader(new ExternalData(path));

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MalformedFileException">It is damaged, hostile or no ONNX file.</exception>
    public static OnnxFile Read(string path)
    {
        using var stream = FormatReader.OpenFile(path);
        using var reader = FormatReader.OpenPlain(stream, path);
        return new OnnxReader(path).Model(new ProtobufReader(reader.ReadToEnd(Array.MaxLength, "model"), path));
    }

    /// <summary>Reads a model from its bytes.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="name">What messages call them.</param>
    public static OnnxFile Read(ReadOnlyMemory<byte> content, string name) =>
        new OnnxReader(null).Model(new ProtobufReader(content, name));

    /// <summary>Reads a tensor from its bytes, as ONNX's own tests keep theirs.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="name">What messages call them.</param>
    public static OnnxTensor ReadTensor(ReadOnlyMemory<byte> content, string name) =>
        new OnnxTensorReader(new ExternalData(null)).Read(new ProtobufReader(content, name));

    private OnnxFile Model(ProtobufReader reader)
    {
        var file = new OnnxFile();
        var (functions, opsets) = (new List<OnnxFunction>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        OnnxGraph? graph = null;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    file = file with { IrVersion = reader.Int32("ir_version") };
                    break;
                case 2:
                    file = file with { Producer = reader.Text("producer_name") };
                    break;
                case 3:
                    file = file with { ProducerVersion = reader.Text("producer_version") };
                    break;
                case 6:
                    file = file with { Description = reader.Text("doc_string") };
                    break;
                case 7:
                    graph = Graph(reader.Message("graph"));
                    break;
                case 8:
                    Opset(reader.Message("opset_import"), opsets);
                    break;
                case 14:
                    var (key, value) = Pair(reader.Message("metadata_props"));
                    metadata[key] = value;
                    break;
                case 25:
                    functions.Add(Function(reader.Message("functions")));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (file.IrVersion < 1)
        {
            throw reader.Fault("ir_version", "the version of the format was expected, but there is none",
                "Check that this is an ONNX file.");
        }
        if (graph is null)
            throw reader.Fault("graph", "a graph was expected, but there is none", "Check that this is an ONNX file.");
        return file with { Graph = graph, Functions = functions, Opsets = opsets, Metadata = metadata };
    }

    private OnnxGraph Graph(ProtobufReader reader)
    {
        var (nodes, initializers) = (new List<OnnxNode>(), new List<OnnxTensor>());
        var (inputs, outputs, sparse) = (new List<OnnxValue>(), new List<OnnxValue>(), new List<(string, OnnxSparseTensor)>());
        var name = "";
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    nodes.Add(Node(reader.Message("node")));
                    break;
                case 2:
                    name = reader.Text("graph.name");
                    break;
                case 5:
                    initializers.Add(_tensors.Read(reader.Message("initializer")));
                    break;
                case 11:
                    inputs.Add(OnnxValueReader.Value(reader.Message("input")));
                    break;
                case 12:
                    outputs.Add(OnnxValueReader.Value(reader.Message("output")));
                    break;
                case 15:
                    var tensor = _tensors.Sparse(reader.Message("sparse_initializer"));
                    sparse.Add((tensor.Values.Name, tensor));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return new OnnxGraph
        {
            Name = name,
            Nodes = nodes,
            Initializers = initializers,
            SparseInitializers = sparse,
            Inputs = inputs,
            Outputs = outputs,
        };
    }

    private OnnxNode Node(ProtobufReader reader)
    {
        var offset = reader.Offset;
        var (inputs, outputs, name, type, domain, overload) = (new List<string>(), new List<string>(), "", "", "", "");
        var attributes = new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    inputs.Add(reader.Text("node.input"));
                    break;
                case 2:
                    outputs.Add(reader.Text("node.output"));
                    break;
                case 3:
                    name = reader.Text("node.name");
                    break;
                case 4:
                    type = reader.Text("node.op_type");
                    break;
                case 5:
                    var attribute = Attribute(reader.Message("node.attribute"));
                    if (!attributes.TryAdd(attribute.Name, attribute))
                        throw reader.Fault("node.attribute", $"the attribute '{attribute.Name}' stands twice in one node");
                    break;
                case 7:
                    domain = reader.Text("node.domain");
                    break;
                case 8:
                    overload = reader.Text("node.overload");
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return new OnnxNode(type, Domain(domain), inputs, outputs, attributes, name) { Overload = overload, Offset = offset };
    }

    private OnnxAttribute Attribute(ProtobufReader reader)
    {
        var (name, reference, declared, set) = ("", "", OnnxAttributeType.Undefined, OnnxAttributeType.Undefined);
        var (floats, ints, texts, tensors) = (new List<float>(), new List<long>(), new List<string>(), new List<OnnxTensor>());
        var read = new OnnxAttribute("", OnnxAttributeType.Undefined);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text("attribute.name");
                    break;
                case 2:
                    (read, set) = (read with { Float = reader.Single("attribute.f") }, OnnxAttributeType.Float);
                    break;
                case 3:
                    (read, set) = (read with { Int = reader.Int64("attribute.i") }, OnnxAttributeType.Int);
                    break;
                case 4:
                    (read, set) = (read with { Text = reader.Text("attribute.s") }, OnnxAttributeType.String);
                    break;
                case 5:
                    (read, set) = (read with { Tensor = _tensors.Read(reader.Message("attribute.t")) }, OnnxAttributeType.Tensor);
                    break;
                case 6:
                    (read, set) = (read with { Graph = Graph(reader.Message("attribute.g")) }, OnnxAttributeType.Graph);
                    break;
                case 7:
                    reader.Singles(floats, "attribute.floats");
                    set = OnnxAttributeType.Floats;
                    break;
                case 8:
                    reader.Int64s(ints, "attribute.ints");
                    set = OnnxAttributeType.Ints;
                    break;
                case 9:
                    texts.Add(reader.Text("attribute.strings"));
                    set = OnnxAttributeType.Strings;
                    break;
                case 10:
                    tensors.Add(_tensors.Read(reader.Message("attribute.tensors")));
                    set = OnnxAttributeType.Tensors;
                    break;
                case 20:
                    declared = (OnnxAttributeType)reader.Int32("attribute.type");
                    if (!Enum.IsDefined(declared))
                        throw reader.Fault("attribute.type", $"a kind of attributes was expected, but kind {(int)declared} came");
                    break;
                case 21:
                    reference = reader.Text("attribute.ref_attr_name");
                    break;
                case 22:
                    var sparse = _tensors.Sparse(reader.Message("attribute.sparse_tensor"));
                    (read, set) = (read with { Sparse = sparse }, OnnxAttributeType.SparseTensor);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        var isMissing = declared switch
        {
            OnnxAttributeType.Tensor => read.Tensor is null,
            OnnxAttributeType.Graph => read.Graph is null,
            OnnxAttributeType.SparseTensor => read.Sparse is null,
            _ => false,
        };
        if (isMissing && reference.Length == 0)
            throw reader.Fault("attribute.type", $"the attribute '{name}' is said to be a {declared}, but has none");
        // Writers of old leave the type out; then it is that of the field which is there.
        return read with
        {
            Name = name,
            Reference = reference,
            Type = declared == OnnxAttributeType.Undefined ? set : declared,
            Floats = floats,
            Ints = ints,
            Texts = texts,
            Tensors = tensors,
        };
    }

    private OnnxFunction Function(ProtobufReader reader)
    {
        var (name, domain, overload) = ("", "", "");
        var (inputs, outputs, nodes) = (new List<string>(), new List<string>(), new List<OnnxNode>());
        var (defaults, opsets) = (new List<OnnxAttribute>(), new Dictionary<string, int>(StringComparer.Ordinal));
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text("function.name");
                    break;
                case 4:
                    inputs.Add(reader.Text("function.input"));
                    break;
                case 5:
                    outputs.Add(reader.Text("function.output"));
                    break;
                case 7:
                    nodes.Add(Node(reader.Message("function.node")));
                    break;
                case 9:
                    Opset(reader.Message("function.opset_import"), opsets);
                    break;
                case 10:
                    domain = reader.Text("function.domain");
                    break;
                case 11:
                    defaults.Add(Attribute(reader.Message("function.attribute_proto")));
                    break;
                case 13:
                    overload = reader.Text("function.overload");
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return new OnnxFunction(name, Domain(domain), overload)
        {
            Inputs = inputs,
            Outputs = outputs,
            Nodes = nodes,
            Defaults = defaults,
            Opsets = opsets,
        };
    }

    private static void Opset(ProtobufReader reader, Dictionary<string, int> opsets)
    {
        var (domain, version) = ("", 0L);
        while (reader.Next())
        {
            if (reader.Field == 1)
                domain = reader.Text("opset_import.domain");
            else if (reader.Field == 2)
                version = reader.Int64("opset_import.version");
            else
                reader.Skip();
        }
        if (version is < 1 or > int.MaxValue)
            throw reader.Fault("opset_import.version", $"a version of 1 or more was expected, but it is {version}");
        opsets[Domain(domain)] = (int)version;
    }

    internal static (string Key, string Value) Pair(ProtobufReader reader)
    {
        var (key, value) = ("", "");
        while (reader.Next())
        {
            if (reader.Field == 1)
                key = reader.Text("key");
            else if (reader.Field == 2)
                value = reader.Text("value");
            else
                reader.Skip();
        }
        return (key, value);
    }

    private static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;
}
