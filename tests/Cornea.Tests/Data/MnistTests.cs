using System.IO.Compression;
using System.Security.Cryptography;
using Shouldly;

namespace Cornea.Tests.Data;

public sealed class MnistTests : IDisposable
{
    private static readonly (LabeledImages Train, LabeledImages Test) Embedded = Mnist.Load();

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb")]
    [InlineData("train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624")]
    [InlineData("t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea")]
    [InlineData("t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637")]
    public void The_embedded_files_are_the_original_ones(string name, string md5)
    {
        byte[] content = Decompress(name);
        Convert.ToHexStringLower(MD5.HashData(content)).ShouldBe(md5);

        LabeledImages part = name.StartsWith("train", StringComparison.Ordinal) ? Embedded.Train : Embedded.Test;
        bool images = name.Contains("images", StringComparison.Ordinal);
        ReadOnlySpan<byte> values = (images ? part.Images : part.Labels).AsSpan<byte>();
        values.SequenceEqual(content.AsSpan(images ? 16 : 8)).ShouldBeTrue();
    }

    [Fact]
    public void The_shapes_and_the_first_labels_are_known()
    {
        Embedded.Train.Images.Type.ToString().ShouldBe("uint8 (60000, 28, 28)");
        Embedded.Train.Labels.Type.ToString().ShouldBe("uint8 (60000,)");
        Embedded.Test.Images.Type.ToString().ShouldBe("uint8 (10000, 28, 28)");
        Embedded.Test.Labels.Type.ToString().ShouldBe("uint8 (10000,)");
        Embedded.Train.Labels.AsSpan<byte>()[..5].ToArray().ShouldBe([5, 0, 4, 1, 9]);
        Embedded.Test.Labels.AsSpan<byte>()[..5].ToArray().ShouldBe([7, 2, 1, 0, 4]);
    }

    [Fact]
    public void An_npz_is_written_where_nothing_is_and_read_the_next_time()
    {
        var (train, _) = Mnist.Load(_scratch["mnist.npz"]);
        long length = new FileInfo(_scratch["mnist.npz"]).Length;
        var (again, test) = Mnist.Load(_scratch["mnist.npz"]);

        length.ShouldBeInRange(9_000_000, 15_000_000);
        train.Images.AsSpan<byte>().SequenceEqual(Embedded.Train.Images.AsSpan<byte>()).ShouldBeTrue();
        again.Images.AsSpan<byte>().SequenceEqual(Embedded.Train.Images.AsSpan<byte>()).ShouldBeTrue();
        again.Labels.AsSpan<byte>().SequenceEqual(Embedded.Train.Labels.AsSpan<byte>()).ShouldBeTrue();
        test.Images.AsSpan<byte>().SequenceEqual(Embedded.Test.Images.AsSpan<byte>()).ShouldBeTrue();
        test.Labels.AsSpan<byte>().SequenceEqual(Embedded.Test.Labels.AsSpan<byte>()).ShouldBeTrue();
        NpzFile.Read(_scratch["mnist.npz"]).Keys.ShouldBe(["x_train", "y_train", "x_test", "y_test"], ignoreOrder: true);
    }

    [Fact]
    public void A_folder_may_hold_the_files_under_either_name_compressed_or_not()
    {
        WriteFolder(Pictures(2), Labels(1, 9));
        File.Move(_scratch["train-images-idx3-ubyte"], _scratch["train-images.idx3-ubyte"]);
        IdxFile.Write(_scratch["t10k-labels.idx1-ubyte.gz"], Labels(3, 4));
        File.Delete(_scratch["t10k-labels-idx1-ubyte"]);

        var (train, test) = Mnist.Load(_scratch.Folder);

        train.Labels.ToArray().ShouldBe([1, 9]);
        test.Labels.ToArray().ShouldBe([3, 4]);
        test.Images.Shape.ShouldBe(new Shape(2, 28, 28));
    }

    [Fact]
    public void A_missing_file_of_a_folder_is_named() =>
        Should.Throw<FileNotFoundException>(() => Mnist.Load(_scratch.Folder)).Message.ShouldContain(
        "neither 'train-images-idx3-ubyte' nor 'train-images.idx3-ubyte' is there");

    [Fact]
    public void Counts_types_shapes_and_labels_must_agree()
    {
        WriteFolder(Pictures(2), Labels(1, 2, 3));
        Refused().ShouldContain("there are 2 images, but 3 labels");
        WriteFolder(Pictures(2), Labels(1, 10));
        Refused().ShouldContain("labels are 0 to 9, but label 1 is 10");
        WriteFolder(Tensor.From(new byte[2 * 27 * 28], [2, 27, 28]), Labels(1, 2));
        Refused().ShouldContain("images of type uint8 and shape (n, 28, 28) were expected, but uint8 (2, 27, 28) came");
        WriteFolder(Pictures(2), Tensor.From([1, 2]));
        Refused().ShouldContain("labels of type uint8 and shape (n,) were expected, but int32 (2,) came");
    }

    [Fact]
    public void A_missing_array_of_an_npz_is_named()
    {
        NpzFile.Write(_scratch["a.npz"], [new("x_train", Pictures(1)), new("y_train", Labels(1))]);

        Should.Throw<MalformedFileException>(() => Mnist.Load(_scratch["a.npz"])).Message.ShouldContain(
            "'x_test' is missing; there are x_train, y_train");
    }

    [Fact]
    public void A_damaged_file_is_refused_and_left_alone()
    {
        string path = _scratch.With("mnist.npz", [1, 2, 3]);

        Should.Throw<MalformedFileException>(() => Mnist.Load(path)).Path.ShouldBe(path);
        File.ReadAllBytes(path).ShouldBe([1, 2, 3]);
    }

    private string Refused() => Should.Throw<MalformedFileException>(() => Mnist.Load(_scratch.Folder)).Message;

    private void WriteFolder(Tensor images, Tensor labels)
    {
        foreach (string part in (string[])["train", "t10k"])
        {
            IdxFile.Write(_scratch[$"{part}-images-idx3-ubyte"], images);
            IdxFile.Write(_scratch[$"{part}-labels-idx1-ubyte"], labels);
        }
    }

    private static Tensor Pictures(int count) => Tensor.From(new byte[count * 28 * 28], [count, 28, 28]);

    private static Tensor Labels(params byte[] labels) => Tensor.From(labels);

    private static byte[] Decompress(string name)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(typeof(Mnist).Assembly.GetManifestResourceStream(name + ".gz")!, CompressionMode.Decompress))
            gzip.CopyTo(target);
        return target.ToArray();
    }
}
