using Shouldly;

namespace Cornea.Tests.Imaging;

public sealed class JpegTests
{
    // A grey picture of 8 x 8 pixels, all 100, made by libjpeg at quality 90.
    private const string Grey =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALC"
            + "AAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8ANH//2Q==";

    private static readonly byte[] File = Convert.FromBase64String(Grey);

    [Fact]
    public void A_JPEG_is_read_where_the_library_is_and_an_error_says_what_to_install_where_not()
    {
        if (TurboJpeg.Instance is null)
        {
            var fault = Should.Throw<PlatformNotSupportedException>(() => Read(File));
            fault.Message.ShouldContain("libturbojpeg0");
            return;
        }
        Tensor picture = Read(File);
        picture.Shape.ShouldBe([8, 8, 1]);
        picture.ToArray<byte>().ShouldAllBe(value => value == 100);
        Read(File, 3).Shape.ShouldBe([8, 8, 3]);
    }

    [Fact]
    public void A_damaged_JPEG_is_refused()
    {
        if (TurboJpeg.Instance is null)
            Assert.Skip("libjpeg-turbo is not installed.");
        Should.Throw<MalformedFileException>(() => Read(File[..20]));
        Should.Throw<MalformedFileException>(() => Read(File[..^3])).Message.ShouldContain("Premature end");
        Should.Throw<MalformedFileException>(() => Read([0xFF, 0xD8, 0xFF]));
        for (int at = 3; at < File.Length; at++)
        {
            byte[] file = [.. File];
            file[at] ^= 0xFF;
            try
            {
                Read(file).Size.ShouldBeGreaterThan(0);
            }
            catch (MalformedFileException)
            {
                // The one exception that a damaged file may give.
            }
        }
    }

    private static Tensor Read(byte[] file, int? channels = null) => ImageFile.Read(new MemoryStream(file), channels, "picture.jpg");
}
