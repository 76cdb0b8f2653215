using System.Globalization;
using Shouldly;

namespace Cornea.Tests.Tensors;

public sealed class LargePagesTests
{
    [Fact]
    public unsafe void Linux_is_asked_for_large_pages_where_a_tensor_is_large()
    {
        Assert.SkipUnless(File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"), "This system has no large pages to ask for.");
        var large = new HostMemory(new TensorType([8 << 20], DType.Float32));
        Flags((nint)large.Address + (8 << 20)).ShouldContain("hg");
        large.Span<float>().ContainsAnyExcept(0f).ShouldBeFalse();
        GC.KeepAlive(large);
    }

    // What the kernel knows of the mapping that an address lies in.
    private static string[] Flags(nint address)
    {
        bool isIn = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var first = line.Split(' ')[0];
            if (first.Split('-') is [var start, var end] && nint.TryParse(start, NumberStyles.HexNumber, null, out var from))
                isIn = from <= address && address < nint.Parse(end, NumberStyles.HexNumber);
            else if (isIn && line.StartsWith("VmFlags:"))
                return line.Split(' ');
        }
        return [];
    }
}
