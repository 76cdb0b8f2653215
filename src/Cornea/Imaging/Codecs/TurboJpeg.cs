using System.Runtime.InteropServices;

namespace Cornea.Imaging;

/// <summary>The calls of libjpeg-turbo's TurboJPEG interface, version 2 (also in version 3), where the system has the library.</summary>
internal sealed class TurboJpeg
{
    public const int FormatRgb = 0, FormatGrey = 6;

    private const int WarningOnly = 0;
    private const int LimitScans = 32768;

    private static readonly string[] Names = OperatingSystem.IsWindows()
        ? ["turbojpeg.dll", "libturbojpeg.dll"]
        : OperatingSystem.IsMacOS()
            ? ["libturbojpeg.0.dylib", "libturbojpeg.dylib", "/opt/homebrew/lib/libturbojpeg.dylib", "/usr/local/lib/libturbojpeg.dylib"]
            : ["libturbojpeg.so.0", "libturbojpeg.so"];

    private static readonly Lazy<TurboJpeg?> Loaded = new(Load);

    private readonly InitializeCall _initialize;
    private readonly DestroyCall _destroy;
    private readonly HeaderCall _header;
    private readonly DecompressCall _decompress;
    private readonly ErrorTextCall _errorText;
    private readonly ErrorCodeCall _errorCode;

    private TurboJpeg(nint library)
    {
        _initialize = Call<InitializeCall>(library, "tjInitDecompress");
        _destroy = Call<DestroyCall>(library, "tjDestroy");
        _header = Call<HeaderCall>(library, "tjDecompressHeader3");
        _decompress = Call<DecompressCall>(library, "tjDecompress2");
        _errorText = Call<ErrorTextCall>(library, "tjGetErrorStr2");
        _errorCode = Call<ErrorCodeCall>(library, "tjGetErrorCode");
    }

    private delegate nint InitializeCall();

    private delegate int DestroyCall(nint handle);

    private delegate int HeaderCall(nint handle, byte[] jpeg, CULong size, out int width, out int height, out int sampling, out int space);

    private delegate int DecompressCall(
        nint handle, byte[] jpeg, CULong size, byte[] pixels, int width, int pitch, int height, int format, int flags);

    private delegate nint ErrorTextCall(nint handle);

    private delegate int ErrorCodeCall(nint handle);

    /// <summary>The library, or null where it is not installed.</summary>
    public static TurboJpeg? Instance => Loaded.Value;

    public nint Open() => _initialize() is var handle and not 0
        ? handle
        : throw new InvalidOperationException("libjpeg-turbo could not start: the system may be out of memory. Free some and try again.");

    public void Close(nint handle) => _destroy(handle);

    /// <summary>What the library says is wrong, or null.</summary>
    public string? ReadHeader(nint handle, byte[] jpeg, out int width, out int height, out int space) =>
        _header(handle, jpeg, new CULong((nuint)jpeg.Length), out width, out height, out _, out space) == 0 ? null : Error(handle);

    /// <summary>What the library says is wrong, or null. Oddities that libjpeg only warns of are none, but a cut-off file is.</summary>
    public string? Decompress(nint handle, byte[] jpeg, byte[] pixels, int width, int height, int format)
    {
        int channels = format == FormatGrey ? 1 : 3;
        if (_decompress(handle, jpeg, new CULong((nuint)jpeg.Length), pixels, width, width * channels, height, format, LimitScans) == 0)
        {
            return null;
        }
        string error = Error(handle);
        return _errorCode(handle) == WarningOnly && !error.Contains("Premature", StringComparison.Ordinal) ? null : error;
    }

    private string Error(nint handle) => Marshal.PtrToStringUTF8(_errorText(handle)) ?? "unknown";

    private static TurboJpeg? Load()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, typeof(TurboJpeg).Assembly, DllImportSearchPath.SafeDirectories, out nint library))
            {
                return new TurboJpeg(library);
            }
        }
        return null;
    }

    private static TCall Call<TCall>(nint library, string name) where TCall : Delegate =>
        Marshal.GetDelegateForFunctionPointer<TCall>(NativeLibrary.GetExport(library, name));
}
