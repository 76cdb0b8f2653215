using System.Runtime.InteropServices;
using System.Text;

namespace Cornea.Formats;

/// <summary>
/// Makes a rename durable: on Unix the folder's own entry reaches the disk only when the folder itself is flushed, and .NET
/// has no call for that. Where it cannot be done the rename is still atomic, so failures are passed over.
/// </summary>
internal static class FolderSync
{
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            return;
        }
        try
        {
            const int readOnly = 0;
            int descriptor = Open(Encoding.UTF8.GetBytes(folder + "\0"), readOnly);
            if (descriptor >= 0)
            {
                _ = Synchronize(descriptor);
                _ = Close(descriptor);
            }
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // A Unix without a C library of this name keeps the atomic rename.
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int Synchronize(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
