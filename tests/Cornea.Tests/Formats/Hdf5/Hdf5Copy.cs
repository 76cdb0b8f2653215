using Cornea.Formats.Hdf5;

namespace Cornea.Tests.Formats.Hdf5;

/// <summary>Describes a file that was read anew, but for values that the writer does not write.</summary>
internal static class Hdf5Copy
{
    public static Hdf5Writer Of(Hdf5File file)
    {
        var writer = new Hdf5Writer();
        Copy(file.Root, writer.Root);
        return writer;
    }

    public static bool CanCopy(Hdf5Array array) => !array.IsNull && array.Type.Class != Hdf5TypeClass.Other
        && !(array is Hdf5Dataset && array.Type.IsText);

    public static IEnumerable<string> LeftOut(IEnumerable<Hdf5Attribute> attributes) =>
        attributes.Where(attribute => !CanCopy(attribute)).Select(attribute => attribute.Name);

    private static void Copy(Hdf5Group source, Hdf5GroupBuilder target)
    {
        CopyAttributes(source.Attributes.Values, target);
        foreach (Hdf5Group group in source.Groups)
            Copy(group, target.CreateGroup(group.Name));
        foreach (Hdf5Dataset dataset in source.Datasets.Where(CanCopy))
        {
            long[] shape = [.. dataset.Shape];
            CopyAttributes(dataset.Attributes.Values, dataset.Type.Name switch
            {
                "int8" => target.CreateDataset(dataset.Name, shape, dataset.ReadArray<sbyte>()),
                "int16" => target.CreateDataset(dataset.Name, shape, dataset.ReadArray<short>()),
                "int32" => target.CreateDataset(dataset.Name, shape, dataset.ReadArray<int>()),
                "int64" => target.CreateDataset(dataset.Name, shape, dataset.ReadArray<long>()),
                "uint8" => target.CreateDataset(dataset.Name, shape, dataset.ReadArray<byte>()),
                "uint16" => target.CreateDataset(dataset.Name, shape, dataset.ReadArray<ushort>()),
                "uint32" => target.CreateDataset(dataset.Name, shape, dataset.ReadArray<uint>()),
                "uint64" => target.CreateDataset(dataset.Name, shape, dataset.ReadArray<ulong>()),
                "float16" => target.CreateDataset(dataset.Name, shape, dataset.ReadArray<Half>()),
                "float32" => target.CreateDataset(dataset.Name, shape, dataset.ReadArray<float>()),
                "float64" => target.CreateDataset(dataset.Name, shape, dataset.ReadArray<double>()),
                "bool" => target.CreateDataset(dataset.Name, shape, Array.ConvertAll(dataset.ReadArray<byte>(), value => value != 0)),
                _ => target.CreateOpaqueDataset(dataset.Name, shape, dataset.Type.Size, () => dataset.ReadBytes()),
            });
        }
    }

    private static void CopyAttributes(IEnumerable<Hdf5Attribute> attributes, Hdf5ObjectBuilder target)
    {
        foreach (Hdf5Attribute attribute in attributes.Where(CanCopy))
        {
            long[] shape = [.. attribute.Shape];
            if (attribute.Type.Class == Hdf5TypeClass.FixedString)
                target.SetFixedStrings(attribute.Name, attribute.ReadStrings());
            else if (attribute.Type.IsText && shape.Length == 0)
                target.SetAttribute(attribute.Name, attribute.ReadString(), attribute.Type.IsUtf8);
            else if (attribute.Type.IsText)
                target.SetAttribute(attribute.Name, attribute.ReadStrings(), attribute.Type.IsUtf8);
            else if (attribute.Type.Name == "bool")
                target.SetAttribute(attribute.Name, shape, Array.ConvertAll(attribute.ReadArray<byte>(), value => value != 0).AsSpan());
            else if (attribute.Type.Name == "float32")
                target.SetAttribute(attribute.Name, shape, attribute.ReadArray<float>().AsSpan());
            else if (attribute.Type.Name == "float64")
                target.SetAttribute(attribute.Name, shape, attribute.ReadArray<double>().AsSpan());
            else if (attribute.Type.Name == "int32")
                target.SetAttribute(attribute.Name, shape, attribute.ReadArray<int>().AsSpan());
            else
                target.SetAttribute(attribute.Name, shape, attribute.ReadArray<long>().AsSpan());
        }
    }
}
