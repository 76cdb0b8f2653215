using Cornea.Formats.Hdf5;

namespace Cornea.Tests.Formats.Hdf5;

/// <summary>A file with everything that the writer knows; h5py has read its bytes.</summary>
internal static class WrittenSample
{
    public static Hdf5Writer Create()
    {
        var writer = new Hdf5Writer();
        Hdf5GroupBuilder root = writer.Root;
        root.SetAttribute("keras_version", "3.15.1");
        root.SetAttribute("backend", "cornea", isUtf8: false);
        root.SetAttribute("model_config", "{" + new string('x', 5000) + "}");
        root.SetAttribute("empty", "");
        root.SetAttribute("layer_names", ["dense", "größe", ""]);
        root.SetFixedStrings("weight_names", ["kernel:0", "bias:0"]);
        root.SetFixedStrings("no_names", []);
        root.SetAttribute<float>("matrix", [2, 2], [1, 2, 3, 4]);
        root.SetAttribute("step", 7L);
        root.SetAttribute("flag", true);
        root.SetAttribute("größe", 1.5f);
        Hdf5GroupBuilder dense = root.CreateGroup("layers/dense/vars");
        dense.SetAttribute("name", "dense");
        dense.CreateDataset("0", [2, 3], new float[] { 1, 2, 3, 4, 5, 6 });
        dense.CreateDataset("1", [3], new float[3]);
        root.CreateGroup("layers/dropout/vars");
        Hdf5GroupBuilder types = root.CreateGroup("types");
        types.CreateDataset("i1", [2], new sbyte[] { -128, 127 });
        types.CreateDataset("i2", [2], new short[] { short.MinValue, short.MaxValue });
        types.CreateDataset("i4", [2], new[] { int.MinValue, int.MaxValue });
        types.CreateDataset("i8", [], new[] { long.MinValue });
        types.CreateDataset("u1", [1], new byte[] { 255 });
        types.CreateDataset("u2", [1], new ushort[] { 65535 });
        types.CreateDataset("u4", [1], new[] { uint.MaxValue });
        types.CreateDataset("u8", [1], new[] { ulong.MaxValue });
        types.CreateDataset("f2", [2], new[] { (Half)1.5, Half.NegativeInfinity });
        types.CreateDataset("f4", [2], new[] { 0.1f, float.MaxValue });
        types.CreateDataset("f8", [1, 1], new[] { Math.PI });
        types.CreateDataset("bool", [3], new[] { true, false, true });
        types.CreateDataset("none", [0, 3], Array.Empty<float>());
        byte[] bfloat16 = [0x80, 0x3F, 0x49, 0xC0];
        types.CreateOpaqueDataset("bfloat16", [2], 2, () => bfloat16).SetAttribute("dtype", "bfloat16");
        for (int member = 0; member < 20; member++)
            root.CreateDataset($"many/value {member}", [], new[] { member });
        return writer;
    }
}
