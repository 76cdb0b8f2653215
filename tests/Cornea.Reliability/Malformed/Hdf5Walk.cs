using Cornea.Formats.Hdf5;

namespace Cornea.Reliability.Malformed;

/// <summary>Reads all that an HDF5 file seems to hold, and goes on after each fault.</summary>
internal sealed class Hdf5Walk(Gauge gauge)
{
    public void Visit(Hdf5Group group)
    {
        IReadOnlyList<string> names = [];
        gauge.Step(() => names = group.Names);
        gauge.Step(() => ReadEach(group.Attributes.Values));
        foreach (var name in names)
        {
            Hdf5Group? inner = null;
            Hdf5Dataset? dataset = null;
            gauge.Step(() => _ = group.TryGetGroup(name, out inner) || group.TryGetDataset(name, out dataset));
            if (inner is not null)
                Visit(inner);
            if (dataset is null)
                continue;
            gauge.Step(() => ReadAll(dataset));
            gauge.Step(() => ReadEach(dataset.Attributes.Values));
        }
    }

    private void ReadEach(IEnumerable<Hdf5Array> arrays)
    {
        foreach (var array in arrays)
            gauge.Step(() => ReadAll(array));
    }

    private static Array ReadAll(Hdf5Array array) => array.Type switch
    {
        { IsText: true } => array.ReadStrings(),
        { Class: Hdf5TypeClass.Float or Hdf5TypeClass.BFloat16, Size: <= 4 } => array.ReadArray<float>(),
        { IsNumeric: true, Size: 8 } => array.ReadArray<double>(),
        { IsNumeric: true, Size: > 1 } => array.ReadArray<long>(),
        _ => array.ReadBytes(),
    };
}
