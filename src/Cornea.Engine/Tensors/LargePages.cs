using System.Runtime.InteropServices;

namespace Cornea;

/// <summary>
/// Asks the system to keep large memory in pages of 2 MiB. Rows of a large matrix lie pages apart, and where each is on a page of its own
/// the processor looks up more pages than it remembers. Linux gives such pages to who asks; elsewhere nothing happens.
/// </summary>
internal static class LargePages
{
    private const long Page = 2 << 20, Least = 4 * Page; // bytes
    private const int Advice = 14; // MADV_HUGEPAGE
    private static bool _isOff = !OperatingSystem.IsLinux();

    /// <summary>Asks for the whole pages within memory; what was not touched before gets them. Where there are none nothing
    /// changes.</summary>
    /// <param name="address">Its first byte.</param>
    /// <param name="bytes">Its size.</param>
    public static void Advise(nint address, long bytes)
    {
        if (bytes < Least || _isOff) return;
        long start = (address + Page - 1) / Page * Page, end = (address + bytes) / Page * Page;
        try
        {
            _ = MAdvise((nint)start, (nint)(end - start), Advice);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            _isOff = true;
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int MAdvise(nint address, nint length, int advice);
}
