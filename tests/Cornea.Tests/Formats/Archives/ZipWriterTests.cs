using System.IO.Compression;
using Shouldly;

namespace Cornea.Tests.Formats;

public sealed class ZipWriterTests
{
    private static readonly byte[] Large = [.. Enumerable.Range(0, 700_001).Select(n => (byte)(n * 31 >> 2))];

    [Fact]
    public void The_frameworks_reader_finds_every_member()
    {
        using var zip = new ZipArchive(new MemoryStream(Archive()));
        zip.Entries.Select(entry => entry.FullName).ShouldBe(["empty", "folder/ä.txt", "large"]);
        foreach (var (entry, content) in zip.Entries.Zip((byte[][])[[], [1, 2, 3], Large]))
        {
            using var copy = new MemoryStream();
            using var member = entry.Open();
            member.CopyTo(copy);
            copy.ToArray().ShouldBe(content);
            entry.Crc32.ShouldBe(Crc32.Append(0, content));
            entry.CompressedLength.ShouldBe(content.Length);
        }
    }

    [Fact]
    public void Our_own_reader_finds_every_member_and_its_checksum()
    {
        var reader = new ZipReader(new MemoryStream(Archive()), "zip");
        foreach (var (member, content) in reader.Members.Zip((byte[][])[[], [1, 2, 3], Large]))
        {
            using var open = reader.Open(member);
            open.ReadArray<byte>(member.Length, "content").ShouldBe(content);
            open.ExpectEnd("content");
        }
    }

    private static byte[] Archive()
    {
        using var stream = new MemoryStream();
        var zip = new ZipWriter(stream);
        zip.Add("empty", _ => { });
        zip.Add("folder/ä.txt", member => member.Write([1, 2, 3]));
        zip.Add("large", member =>
        {
            member.Write(Large.AsSpan(0, 5));
            member.Write(Large.AsSpan(5));
        });
        zip.Finish();
        return stream.ToArray();
    }
}
