namespace Cornea.Reliability.Malformed;

/// <summary>Measures the reading of one file: what it allocates, and whether it ends in the documented way.</summary>
internal sealed class Gauge
{
    /// <summary>What messages have to call the file.</summary>
    public const string Name = "malformed";

    private readonly long _limit;

    public Gauge(long fileLength, BinaryFormat format) => _limit = ((long)format.Free << 20) + format.Factor * fileLength;

    /// <summary>The most that a step allocated, in bytes.</summary>
    public long Allocated { get; private set; }

    /// <summary>The messages of the documented exceptions.</summary>
    public List<string> Refusals { get; } = [];

    /// <summary>Does one step of reading, such as one dataset; the documented exception ends it.</summary>
    /// <exception cref="MalformedRunException">It allocated too much, or the exception lacks what it has to say.</exception>
    public void Step(Action read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read();
        }
        catch (MalformedFileException fault)
        {
            if (!fault.Path.StartsWith(Name, StringComparison.Ordinal) || fault.Offset < 0 || fault.Field.Length == 0)
                throw new MalformedRunException($"names file '{fault.Path}', byte {fault.Offset}, field '{fault.Field}'", fault);
            Refusals.Add(fault.Message);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Allocated = Math.Max(Allocated, allocated);
        if (allocated > _limit)
            throw new MalformedRunException($"allocates {allocated:N0} bytes, more than {_limit:N0}", null);
    }

    /// <summary>A step whose documented exceptions are more: what a model's network is, is no matter of bytes.</summary>
    public void ModelStep(Action read) => Step(() =>
    {
        try
        {
            read();
        }
        catch (Exception documented) when (documented is ConfigException or InvalidDataException or OnnxException)
        {
            Refusals.Add(documented.Message);
        }
    });
}
