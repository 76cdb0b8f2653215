using Cornea.Formats.Hdf5;
using Shouldly;

namespace Cornea.Tests.Formats.Hdf5;

/// <summary>Reads all that a file seems to hold, going on after each fault, and holds every step against its share of memory.</summary>
internal sealed class HostileWalk(long fileLength, List<string> messages)
{
    /// <summary>Does one step; only the documented exception may come out of it.</summary>
    public void Read(Action step)
    {
        try
        {
            step();
        }
        catch (MalformedFileException fault)
        {
            fault.Path.ShouldBe("hostile");
            fault.Offset.ShouldBeGreaterThanOrEqualTo(0);
            fault.Field.ShouldNotBeEmpty();
            messages.Add(fault.Message);
        }
    }

    public void Visit(Hdf5Group group)
    {
        IReadOnlyList<string> names = [];
        Measured(() => names = group.Names);
        Measured(() => _ = group.Attributes);
        Read(() => VisitAll(group.Attributes.Values));
        foreach (string name in names)
        {
            Hdf5Group? inner = null;
            Hdf5Dataset? dataset = null;
            Measured(() => _ = group.TryGetGroup(name, out inner) || group.TryGetDataset(name, out dataset));
            if (inner is not null)
                Visit(inner);
            if (dataset is not null)
                VisitAll([dataset, .. dataset.Attributes.Values]);
        }
    }

    private void VisitAll(IEnumerable<Hdf5Array> arrays)
    {
        foreach (Hdf5Array array in arrays)
            Measured(() => ReadAll(array));
    }

    private static Array ReadAll(Hdf5Array array) => array.Type switch
    {
        { IsText: true } => array.ReadStrings(),
        { Class: Hdf5TypeClass.Float or Hdf5TypeClass.BFloat16, Size: <= 4 } => array.ReadArray<float>(),
        { IsNumeric: true, Size: 8 } => array.ReadArray<double>(),
        { IsNumeric: true, Size: > 1 } => array.ReadArray<long>(),
        _ => array.ReadBytes(),
    };

    private void Measured(Action step)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(step);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((16L << 20) + 3 * fileLength);
    }
}
