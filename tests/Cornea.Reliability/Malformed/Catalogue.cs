using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Cornea.Reliability.Malformed;

/// <summary>Files that were thought out by hand to deceive a reader, by format.</summary>
internal static class Catalogue
{
    private const int Deep = 10_000;
    private const int Many = 100_001;

    public static IEnumerable<(string Name, byte[] File)> Of(string format)
    {
        IEnumerable<(string Name, byte[] File)> any = [("empty", []), ("one byte", [1]), ("zeros", new byte[4096])];
        return any.Concat(format switch
        {
            "idx" => Idx(),
            "idx.gz" => Idx().Select(file => (file.Name, FileSamples.Gzip(file.File)))
                .Append(("bomb", FileSamples.Gzip(new byte[200 << 20]))),
            "npy" or "npz-member" => Npy(),
            "npz" => Npz(),
            "safetensors" => Safetensors(),
            "png" => Png(),
            "csv" => Csv(),
            "keras-config" => Configs(),
            "keras" => Archives(),
            _ => [],
        });
    }

    private static IEnumerable<(string Name, byte[] File)> Idx()
    {
        foreach (byte type in (byte[])[0, 7, 0xFF])
            yield return ($"type {type}", [0, 0, type, 1, 0, 0, 0, 1, 5]);
        yield return ("no dimensions", [0, 0, 8, 0, 5]);
        yield return ("255 dimensions", [0, 0, 8, 255, .. new byte[1020]]);
        yield return ("a dimension of 0", [0, 0, 8, 2, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        yield return ("3.3 TB", [0, 0, 8, 3, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0x10, 0, 0, 0, 0, 1, .. new byte[4096]]);
        yield return ("a product that wraps to 4", [0, 0, 8, 3, 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4]);
    }

    private static IEnumerable<(string Name, byte[] File)> Npy()
    {
        string[] headers =
        [
            "{'descr': '|O', 'fortran_order': False, 'shape': (3,)}", "{'descr': '<f4,<i8', 'fortran_order': False, 'shape': (3,)}",
            "{'descr': '<f4', 'fortran_order': maybe, 'shape': (3,)}", "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3)}", "{'descr': '<f4', 'shape': (3,)}", "[1, 2]", "",
            "__import__('os').system('true')", "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (" + string.Concat(Enumerable.Repeat("1, ", 200)) + ")}",
            "{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (3,)}",
            "{'descr': '<f999999999', 'fortran_order': False, 'shape': (3,)}",
            new('(', 60_000),
        ];
        foreach (var header in headers)
        {
            yield return (header.Length > 60 ? header[..60] : header,
            [
                0x93, .. "NUMPY\x01\0"u8, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header),
                .. new byte[12],
            ]);
        }
        yield return ("version 9", [0x93, .. "NUMPY\x09\0"u8, 2, 0, .. "{}"u8]);
        yield return ("a header of 4 GiB", [0x93, .. "NUMPY\x02\0"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "{}"u8]);
    }

    private static IEnumerable<(string Name, byte[] File)> Npz()
    {
        var one = FileSamples.Npy[0];
        yield return ("a name twice", FileSamples.Zip(CompressionLevel.NoCompression, ("x.npy", one), ("x.npy", one)));
        yield return ("no .npy", FileSamples.Zip(CompressionLevel.NoCompression, ("x.txt", one)));
        yield return ("names that climb", FileSamples.Zip(CompressionLevel.NoCompression,
            ("../../x.npy", one), ("/etc/x.npy", one), ("a\\b.npy", one)));
        yield return ("a bomb", FileSamples.Zip(CompressionLevel.Optimal, ("x.npy", new byte[100 << 20])));
        var stored = FileSamples.Zip(CompressionLevel.NoCompression, ("x.npy", one));
        var directory = stored.AsSpan().LastIndexOf("PK\x01\x02"u8);
        (string Name, int At, byte[] Bytes)[] changes =
        [
            ("encrypted", 8, [1, 0]), ("deflate64", 10, [9, 0]), ("a length of 2 GB", 24, [0xFF, 0xFF, 0xFF, 0x7F]),
            ("a length of 10", 24, [10, 0, 0, 0]), ("another checksum", 16, [1, 2, 3, 4]),
            ("zip64 without its field", 20, [0xFF, 0xFF, 0xFF, 0xFF]),
            ("a header outside", 42, [0xFF, 0xFF, 0xFF, 0x7F]), ("a name of 65535", 28, [0xFF, 0xFF]),
        ];
        foreach (var (name, at, bytes) in changes)
        {
            var file = (byte[])stored.Clone();
            bytes.CopyTo(file, directory + at);
            yield return (name, file);
        }
    }

    private static IEnumerable<(string Name, byte[] File)> Safetensors()
    {
        static byte[] Of(string header, int values = 24, ulong? length = null)
        {
            var file = new byte[8 + header.Length + values];
            BinaryPrimitives.WriteUInt64LittleEndian(file, length ?? (ulong)header.Length);
            Encoding.ASCII.GetBytes(header).CopyTo(file, 8);
            return file;
        }

        foreach (ulong length in (ulong[])[0, 1, 1 << 20, 1UL << 63, ulong.MaxValue])
            yield return ($"a header of {length}", Of("{}", 0, length));
        string[] headers =
        [
            "[]", "{", """{"a":1}""",
            """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""",
            """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""",
            """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}""",
            """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""",
            """{"a":{"dtype":"F32","shape":[4194305,4194305,211106198978564],"data_offsets":[0,16]}}""",
            """{"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}""", """{"__metadata__":{"a":1}}""",
            """{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", """{"a":{"dtype":"F32","shape":[1e400],"data_offsets":[0,8]}}""",
            """{"a":{"dtype":"F32","shape":[0,18446744073709551615],"data_offsets":[0,0]}}""",
            string.Concat(Enumerable.Repeat("""{"a":""", Deep)),
            "{" + string.Join(',', Enumerable.Range(0, Many)
                .Select(n => $"\"{n}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}")) + "}",
        ];
        foreach (var header in headers)
            yield return (header.Length > 60 ? header[..60] : header, Of(header));
    }

    private static IEnumerable<(string Name, byte[] File)> Png()
    {
        var whole = FileSamples.Png[0];
        const int width = 16;
        (string Name, int At, byte[] Bytes)[] changes =
        [
            ("0 x 0", width, new byte[8]), ("2^31 x 2^31", width, [0x80, 0, 0, 0, 0x80, 0, 0, 0]), ("2^31-1 squared", width,
                [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF]), ("3 bits", width + 8, [3]),
            ("a palette that is missing", width + 9, [3]),
            ("another interlace", width + 12, [2]), ("a chunk of 4 GiB", 8, [0xFF, 0xFF, 0xFF, 0xFF]),
        ];
        foreach (var (name, at, bytes) in changes)
        {
            var file = (byte[])whole.Clone();
            bytes.CopyTo(file, at);
            yield return (name, PngRepair.Repair(file));
            yield return (name + ", checksum too", file);
        }
    }

    private static IEnumerable<(string Name, byte[] File)> Csv()
    {
        yield return ("a quote that stays open", Encoding.UTF8.GetBytes("a,b\n1,\"" + new string('x', 1 << 20)));
        yield return ("a million columns", Encoding.UTF8.GetBytes(new string(',', 1 << 20) + "\n1\n"));
        yield return ("a million rows", Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Repeat("1\n", 1 << 20))));
        yield return ("UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a,b\n1,2\n")]);
        yield return ("no UTF-8", [(byte)'a', (byte)'\n', 0xC0, 0x80, 0xFF, (byte)'\n']);
    }

    private static IEnumerable<(string Name, byte[] File)> Configs()
    {
        static string Layer(string className, string config, string module = "keras.layers") =>
            $$"""{"module": "{{module}}", "class_name": "{{className}}", "config": {{config}}, "registered_name": null}""";

        static string Sequential(params string[] layers) =>
            Layer("Sequential", $$"""{"name": "s", "layers": [{{string.Join(", ", layers)}}]}""", "keras");

        var input = Layer("InputLayer", """{"batch_shape": [null, 4], "dtype": "float32", "name": "i"}""");
        string[] configs =
        [
            new string('[', Deep), string.Concat(Enumerable.Repeat("""{"a":""", Deep)), "null", "[]", """{"class_name": 3}""",
            Sequential(input, Layer("system", """{"command": "true"}""", "os")), Layer("system", "{}", "os"),
            Sequential(input, Layer("Lambda", """{"function": {"class_name": "__lambda__", "config": {"code": "4wEAAAA="}}}""")),
            Sequential(input, Layer("TFSMLayer", """{"filepath": "/etc"}""")),
            Sequential(input, Layer("StringLookup", """{"vocabulary": "/etc/passwd"}""")),
            Sequential(input, """{"module": "keras.layers", "config": {}}"""),
            Sequential(Layer("Bidirectional", """{"layer": {"config": {}}}""")),
            Sequential(input, Layer("Dense", """{"units": 2147483648}""")), Sequential(input, Layer("Dense", """{"units": 2147483647}""")),
            Sequential(input, Layer("Dense", """{"units": 100000000}""")), Sequential(input, Layer("Dense", """{"units": -1}""")),
            Sequential(input, Layer("Dense", """{"units": 2, "activation": "no_such"}""")),
            Sequential(input, Layer("Dense", """{"units": 1e400}""")),
            Sequential(input, Layer("Embedding", """{"input_dim": 2147483647, "output_dim": 2147483647}""")),
            Sequential(Layer("InputLayer", """{"batch_shape": [null, 2147483647, 2147483647], "name": "i"}"""),
                Layer("Dense", """{"units": 3}""")),
            Sequential([input, .. Enumerable.Repeat(Layer("Dropout", """{"rate": 0.5}"""), 20_000)]),
            Layer("Functional", """{"name": "f", "layers": [], "input_layers": [["i", 0, 0]], "output_layers": [["o", 0, 0]]}""", "keras"),
            Layer("Functional", """
                {"name": "f", "layers": [{"module": "keras.layers", "class_name": "Dense", "config": {"units": 2, "name": "d"}, "name": "d",
                "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"shape": [null, 2], "dtype": "float32",
                "keras_history": ["d", 0, 0]}}], "kwargs": {}}]}], "input_layers": [["d", 0, 0]], "output_layers": [["d", 0, 0]]}
                """, "keras"),
        ];
        return configs.Select(config => (config.Length > 80 ? config[..80] : config, Encoding.UTF8.GetBytes(config)));
    }

    private static IEnumerable<(string Name, byte[] File)> Archives()
    {
        var config = "{}"u8.ToArray();
        yield return ("no config", FileSamples.Zip(CompressionLevel.NoCompression, ("metadata.json", config)));
        yield return ("two configs", FileSamples.Zip(CompressionLevel.NoCompression, ("config.json", config), ("config.json", config)));
        yield return ("a config of 80 MB", FileSamples.Zip(CompressionLevel.Optimal, ("config.json", new byte[80 << 20])));
        yield return ("names that climb", FileSamples.Zip(CompressionLevel.NoCompression,
            ("../config.json", config), ("assets/../../x", config)));
        yield return ("pickled weights", FileSamples.Zip(CompressionLevel.NoCompression, ("config.json", config), ("metadata.json", config),
            ("model.weights.npz", config)));
    }
}
