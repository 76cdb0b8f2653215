namespace Cornea.Formats;

/// <summary>One row of a zip archive's central directory.</summary>
/// <param name="Name">Name as written; a key only, never a path to write to.</param>
/// <param name="Method">0 stored, 8 deflate.</param>
/// <param name="Crc">CRC-32 of the content.</param>
/// <param name="StoredLength">Bytes in the archive.</param>
/// <param name="Length">Bytes of the content.</param>
/// <param name="HeaderOffset">Where the local header begins.</param>
internal sealed record ZipMember(string Name, int Method, uint Crc, long StoredLength, long Length, long HeaderOffset);
