using System.Buffers.Binary;
using System.Text;
using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>Recognizes by their first bytes files that people take for models of Keras, and says what they are.</summary>
internal static class ForeignFile
{
    private const int Looked = 512;

    /// <summary>Whether a file begins as safetensors do: the length of a header and its brace.</summary>
    public static bool IsSafetensors(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }
        using FileStream stream = FormatReader.OpenFile(path);
        Span<byte> first = stackalloc byte[9];
        return stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first[8] == (byte)'{'
            && BinaryPrimitives.ReadUInt64LittleEndian(first) <= (ulong)Math.Max(0, stream.Length - 8);
    }

    /// <summary>Refuses a folder, and a file that is neither a zip archive nor HDF5.</summary>
    /// <exception cref="MalformedFileException">It is of another kind; the message says of which, and what to do.</exception>
    public static void Refuse(string path)
    {
        if (File.Exists(System.IO.Path.Combine(path, KerasArchive.ConfigMember)))
        {
            return;
        }
        if (Directory.Exists(path))
        {
            var isSaved = File.Exists(System.IO.Path.Combine(path, "saved_model.pb"));
            throw Other(path, isSaved ? "a SavedModel folder of TensorFlow, whose graph is code of TensorFlow" : "a folder, not a file",
                isSaved ? "Load it in Keras 2 and save it as .h5 or .keras." : "Give the .keras or .h5 file itself.");
        }
        using FileStream stream = FormatReader.OpenFile(path);
        var first = new byte[Looked];
        var read = stream.ReadAtLeast(first, Looked, throwOnEndOfStream: false);
        var start = first.AsSpan(0, read);
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']))
        {
            return;
        }
        var text = Encoding.Latin1.GetString(start).TrimStart();
        if (read == 0)
        {
            throw Other(path, "an empty file", "Fetch or save it again.");
        }
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            throw Other(path, "a pointer of Git LFS, not the file itself", "Run git lfs pull.");
        }
        if (text.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
        {
            throw Other(path, "a web page, not a model", "Download the file itself.");
        }
        if (start[0] == 0x80 && read > 1 && start[1] is >= 2 and <= 5)
        {
            throw Other(path, "a Python pickle, which would run code when it is read", "Save the model as .keras.");
        }
        if (start[0] == 0x93 && start[1..].StartsWith("NUMPY"u8))
        {
            throw Other(path, "one array of NumPy", "Read it with NpyFile.");
        }
        if (text.StartsWith('{'))
        {
            throw Other(path, "JSON, an architecture without weights", "Use Model.FromJson, then LoadWeights.");
        }
        if (read > 9 && start[8] == (byte)'{')
        {
            throw Other(path, "a file of safetensors, weights without a network", "Build the model and call LoadWeights.");
        }
    }

    private static MalformedFileException Other(string path, string what, string remedy) =>
        new(path, 0, "first bytes", $"the file is {what}", remedy);
}
