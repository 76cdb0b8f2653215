using Shouldly;

namespace Cornea.Tests.Imaging;

/// <summary>
/// The JPEG of tests/fixtures/pictures were written by libjpeg-turbo 2.1.5 (cjpeg and Pillow 9.4) and read by it into the PNG of the same
/// name, printing inks as Pillow converts them to RGB; the GIF and lossless WebP were written and read by Pillow. The
/// pixels must be the same, bit for bit.
/// </summary>
public sealed class JpegTests
{
    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder)
        .Where(path => !path.EndsWith(".png", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)).Order()];

    private static string Folder => Path.Combine(House.Repository.Root, "tests", "fixtures", "pictures");

    [Theory]
    [MemberData(nameof(Names))]
    public void Pixels_are_those_of_the_reference_decoders(string name)
    {
        Picture actual = ImageFile.ReadPicture(Path.Combine(Folder, name), null);
        Picture expected = ImageFile.ReadPicture(Path.Combine(Folder, Path.ChangeExtension(name, ".png")), null);
        (actual.Width, actual.Height, actual.Channels).ShouldBe((expected.Width, expected.Height, expected.Channels));
        actual.Pixels.ShouldBe(expected.Pixels);
    }

    [Fact]
    public void Grey_of_a_picture_with_colours_is_its_luma()
    {
        Picture grey = ImageFile.ReadPicture(Path.Combine(Folder, "baseline-420.jpg"), 1);
        Picture color = ImageFile.ReadPicture(Path.Combine(Folder, "baseline-420.jpg"), null).WithChannels(1);
        // Colours were limited to 0..255 each, so only most values agree.
        grey.Pixels.Zip(color.Pixels, (a, b) => Math.Abs(a - b)).Count(static difference => difference <= 1)
            .ShouldBeGreaterThan(grey.Pixels.Length / 3);
        ImageFile.Read(Path.Combine(Folder, "grey.jpg"), 3).Shape.ShouldBe([37, 45, 3]);
    }

    [Fact]
    public void A_picture_is_turned_as_its_Exif_data_say_where_that_is_wanted()
    {
        Tensor stored = ImageFile.Read(Path.Combine(Folder, "turned-6.jpg"));
        Tensor upright = ImageFile.Read(Path.Combine(Folder, "turned-6.jpg"), upright: true);
        stored.Shape.ShouldBe([37, 45, 3]);
        // 6: the first row is the right side of what was seen.
        upright.ToArray<byte>().ShouldBe(stored.Transpose(1, 0, 2).Reverse(1).ToArray<byte>());
    }

    // The picture a b c over d e f as each orientation gives it: first row | second row | third row.
    [Theory]
    [InlineData(1, "abc|def")]
    [InlineData(2, "cba|fed")]
    [InlineData(3, "fed|cba")]
    [InlineData(4, "def|abc")]
    [InlineData(5, "ad|be|cf")]
    [InlineData(6, "da|eb|fc")]
    [InlineData(7, "fc|eb|da")]
    [InlineData(8, "cf|be|ad")]
    public void All_eight_orientations(int orientation, string expected)
    {
        Picture upright = ExifOrientation.Upright(new Picture(3, 2, 1, "abcdef"u8.ToArray()), orientation);
        upright.Width.ShouldBe(expected.IndexOf('|'));
        string.Concat(upright.Pixels.Select(static value => (char)value)).ShouldBe(expected.Replace("|", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_are_checked_before_memory_is_taken_and_can_be_raised()
    {
        byte[] file = File("grey");
        Refused(file, new ReadLimits { PictureValues = 1_000 }).ShouldContain("ReadLimits.PictureValues");
        Refused(file, new ReadLimits { FileBytes = 100 }).ShouldContain("ReadLimits.FileBytes");
        Refused(File("progressive-444"), new ReadLimits { PictureScans = 2 }).ShouldContain("more than 2 scans");
        // A frame of 60,000 x 60,000 pixels.
        int frame = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        byte[] huge = [.. file];
        (huge[frame + 5], huge[frame + 7]) = (0xEA, 0xEA);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(huge, null).ShouldContain("at most 268435456");
        Refused(huge, new ReadLimits { PictureValues = int.MaxValue }).ShouldContain("values, and at most");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Theory]
    [InlineData(0xC9, "arithmetic codes")]
    [InlineData(0xC3, "lossless")]
    public void Kinds_that_are_not_read_are_named(byte marker, string message)
    {
        byte[] file = File("grey");
        file[file.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]) + 1] = marker;
        Refused(file, null).ShouldContain(message);
    }

    [Fact]
    public void A_picture_cut_off_says_so()
    {
        byte[] file = File("baseline-420");
        Refused(file[..^200], null).ShouldContain("Premature end");
        Refused(file[..^2], null).ShouldContain("Premature end");
        Refused([0xFF, 0xD8, 0xFF], null).ShouldContain("picture.jpg");
    }

    internal static byte[] File(string name, string ending = ".jpg") => System.IO.File.ReadAllBytes(Path.Combine(Folder, name + ending));

    private static string Refused(byte[] file, ReadLimits? limits) => Should.Throw<MalformedFileException>(
        () => ImageFile.Read(new MemoryStream(file), null, "picture.jpg", limits: limits)).Message;
}
