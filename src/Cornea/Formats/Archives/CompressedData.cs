namespace Cornea.Formats;

/// <summary>How the framework's decompressor says that its data are damaged.</summary>
internal static class CompressedData
{
    /// <summary>
    /// Whether an exception says so: usually an <see cref="InvalidDataException"/>, at some damages the decompressor's own kind of
    /// <see cref="IOException"/>, which is not public; a disk that fails throws another.
    /// </summary>
    public static bool IsDamage(Exception exception) => exception is InvalidDataException
        || (exception is IOException && exception.GetType().Namespace == typeof(System.IO.Compression.DeflateStream).Namespace);
}
