using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cornea.Runs;

/// <summary>A fingerprint of training data: two runs with the same hash saw the same numbers.</summary>
public static class DataHash
{
    /// <summary>SHA-256 over the element type, the shape and the bytes of each tensor in turn, as 64 hexadecimal digits.</summary>
    /// <param name="tensors">The tensors, such as inputs and targets. Lazy ones are computed.</param>
    public static string Of(Tensors tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[4];
        foreach (var tensor in tensors)
        {
            hash.AppendData(System.Text.Encoding.ASCII.GetBytes(tensor.DType.Name()));
            foreach (var length in tensor.Shape)
            {
                BinaryPrimitives.WriteInt32LittleEndian(number, length);
                hash.AppendData(number);
            }
            hash.AppendData(tensor.AsBytes());
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
