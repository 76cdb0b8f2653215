using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cornea.Training;

/// <summary>SHA-256 over all that a state holds, names, types, shapes, values and texts, however the file lays them out.</summary>
internal static class StateDigest
{
    public static string Of(IReadOnlyDictionary<string, Tensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, text);
        }
        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, tensor.Type.ToString());
            hash.AppendData(tensor.AsBytes());
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // With its length before it, so that no two lists of texts run together to the same bytes.
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
