using Shouldly;

namespace Cornea.Tests.Imaging;

/// <summary>What the pixels of lossless files are is tested with the other formats; here what is refused.</summary>
public sealed class WebPTests
{
    [Fact]
    public void A_lossy_picture_is_named() =>
        Refused([.. "RIFF"u8, 20, 0, 0, 0, .. "WEBPVP8 "u8, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).ShouldContain("a lossy WebP picture");

    [Fact]
    public void A_file_without_a_picture_says_so() =>
        Refused([.. "RIFF"u8, 12, 0, 0, 0, .. "WEBPICCP"u8, 0, 0, 0, 0]).ShouldContain("0 are left");

    [Fact]
    public void A_large_picture_of_few_bytes_is_read_within_the_limit()
    {
        // 16384 x 16384 pixels of one colour take no bits: what counts is the limit of values, before anything is allocated.
        byte[] file = JpegTests.File("webp-one-colour", ".webp");
        BitConverter.TryWriteBytes(file.AsSpan(21), 0x0FFFFFFF).ShouldBeTrue();
        Refused(file).ShouldContain("at most");
    }

    private static string Refused(byte[] file) => Should.Throw<MalformedFileException>(
        () => ImageFile.Read(new MemoryStream(file), name: "picture")).Message;
}
