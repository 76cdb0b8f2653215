using System.Formats.Tar;
using System.Security.Cryptography;
using Shouldly;

namespace Cornea.Tests.Data;

/// <summary>The loaders, on small files of the published formats.</summary>
public sealed class ImageDataTests
{
    private static readonly CifarDataset Small = new("Cifar10", new RemoteFile(new Uri("http://127.0.0.1:9/none"), "none", 1, ""),
        "cifar-10-batches-bin", ["data_batch_1.bin", "data_batch_2.bin"], "test_batch.bin", 1);

    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    public void A_folder_of_idx_files_is_read(string extension)
    {
        using var scratch = new Scratch();
        Write(scratch, extension, 3);
        var (train, test) = FashionMnist.Load(scratch.Folder);
        train.Images.Shape.ShouldBe([3, 28, 28]);
        train.Labels.ToArray<byte>().ShouldBe([0, 1, 2]);
        test.Images.Shape.ShouldBe([2, 28, 28]);
        KMnist.Load(scratch.Folder).Test.Labels.ToArray<byte>().ShouldBe([0, 1]);
        Dataset.From(train).Count.ShouldBe(3);
    }

    [Fact]
    public void An_npz_with_Kerass_names_is_read()
    {
        using var scratch = new Scratch();
        Tensor images = Tensor.Zeros([2, 28, 28], DType.UInt8), labels = Tensor.From(new byte[] { 1, 2 });
        NpzFile.Write(scratch["a.npz"], [new("x_train", images), new("y_train", labels), new("x_test", images), new("y_test", labels)]);
        FashionMnist.Load(scratch["a.npz"]).Train.Labels.ToArray<byte>().ShouldBe([1, 2]);
        NpzFile.Write(scratch["b.npz"], [new("x_train", images)]);
        Should.Throw<MalformedFileException>(() => FashionMnist.Load(scratch["b.npz"])).Message.ShouldContain(
            "the array 'y_train' is missing");
    }

    [Fact]
    public void What_is_wrong_with_the_files_is_told()
    {
        using var scratch = new Scratch();
        Should.Throw<FileNotFoundException>(() => FashionMnist.Load(scratch.Folder)).Message.ShouldContain(
            "call FashionMnist.Load() to have them downloaded");
        Write(scratch, "", 3);
        IdxFile.Write(scratch["train-labels-idx1-ubyte"], Tensor.From(new byte[] { 1, 2, 10 }));
        Should.Throw<MalformedFileException>(() => FashionMnist.Load(scratch.Folder)).Message.ShouldContain("label 2 is 10");
        IdxFile.Write(scratch["train-labels-idx1-ubyte"], Tensor.From(new byte[] { 1 }));
        Should.Throw<MalformedFileException>(() => FashionMnist.Load(scratch.Folder)).Message.ShouldContain(
            "there are 3 images, but 1 labels");
    }

    [Fact]
    public void Without_a_path_the_files_are_fetched_into_a_cache()
    {
        using var scratch = new Scratch();
        Write(scratch, ".gz", 3);
        string[] names = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz"];
        byte[][] files = [.. names.Select(name => File.ReadAllBytes(scratch[name]))];
        using var server = new LoopbackServer((number, _) => LoopbackServer.Answer("200 OK", files[number - 1]));
        var published = new IdxDataset("Test", Path.Combine(scratch.Folder, "cache"), null,
            [.. names.Zip(files,
            (name, file) => new RemoteFile(server.Address, name, file.Length, Convert.ToHexStringLower(SHA256.HashData(file))))]);
        using var http = new HttpClient();
        for (int time = 0; time < 2; time++)
            published.Load(null, new Download(http, TimeSpan.FromSeconds(20), TimeSpan.Zero), null, default).Train.Labels.Size.ShouldBe(3);
        server.Requests.ShouldBe(4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CIFARs_records_are_read_from_a_folder_or_the_archive(bool archive)
    {
        using var scratch = new Scratch();
        var (train, test) = Load(scratch, archive, Record(3, 1), Record(5, 2), Record(9, 3));
        train.Labels.ToArray<byte>().ShouldBe([3, 5]);
        test.Labels.ToArray<byte>().ShouldBe([9]);
        train.Images.Shape.ShouldBe([2, 32, 32, 3]);
        // The planes of a record are its seed, seed + 10 and seed + 20.
        train.Images.AsSpan<byte>()[..3].ToArray().ShouldBe([1, 11, 21]);
        train.Images.AsSpan<byte>()[^3..].ToArray().ShouldBe([2, 12, 22]);
    }

    [Fact]
    public void The_published_archives_of_CIFAR_are_read_under_their_names()
    {
        using var scratch = new Scratch();
        string[] ten = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin",
            "test_batch.bin"];
        var path = scratch.With("cifar-10-binary.tar.gz", Archive("cifar-10-batches-bin",
            [("batches.meta.txt", "airplane\n"u8.ToArray()), .. ten.Select((name, i) => (name, Record((byte)i, (byte)(10 * i))))]));
        var (train, test) = Cifar10.Load(path);
        train.Labels.ToArray<byte>().ShouldBe([0, 1, 2, 3, 4]);
        test.Images.AsSpan<byte>()[..3].ToArray().ShouldBe([50, 60, 70]);

        // CIFAR-100 has the coarse label before the fine one.
        path = scratch.With("cifar-100-binary.tar.gz", Archive("cifar-100-binary",
            [("train.bin", [.. (byte[])[11], .. Record(33, 1)]), ("test.bin", [.. (byte[])[19], .. Record(99, 2)])]));
        Cifar100.Load(path).Test.Labels.ToArray<byte>().ShouldBe([99]);
        var (coarse, last) = Cifar100.Load(path, coarse: true);
        coarse.Labels.ToArray<byte>().ShouldBe([11]);
        last.Labels.ToArray<byte>().ShouldBe([19]);
        coarse.Images.AsSpan<byte>()[^3..].ToArray().ShouldBe([1, 11, 21]);
    }

    [Fact]
    public void KMNIST_is_read_from_its_npz_with_arr_0()
    {
        using var scratch = new Scratch();
        foreach (var (part, size) in new[] { ("train", 3), ("test", 2) })
        {
            NpzFile.Write(scratch[$"kmnist-{part}-imgs.npz"], [new("arr_0", Tensor.Full([size, 28, 28], size, DType.UInt8))],
                compress: true);
            NpzFile.Write(scratch[$"kmnist-{part}-labels.npz"],
                [new("arr_0", Tensor.From(Enumerable.Range(0, size).Select(n => (byte)n).ToArray()))], compress: true);
        }
        var (train, test) = KMnist.Load(scratch.Folder);
        train.Labels.ToArray<byte>().ShouldBe([0, 1, 2]);
        train.Images.Max().Item<byte>().ShouldBe((byte)3);
        test.Images.Shape.ShouldBe([2, 28, 28]);
        File.Delete(scratch["kmnist-test-labels.npz"]);
        Should.Throw<FileNotFoundException>(() => KMnist.Load(scratch.Folder)).Message.ShouldContain("neither 'train-images-idx3-ubyte'");
    }

    [Fact]
    public void Damaged_CIFAR_files_are_refused()
    {
        using var scratch = new Scratch();
        Should.Throw<MalformedFileException>(() => Load(scratch, true, Record(3, 1), Record(10, 2), Record(9, 3))).Message.ShouldContain(
            "picture 1 has 10");
        Should.Throw<MalformedFileException>(() => Load(scratch, true, Record(3, 1), [1, 2], Record(9, 3))).Message.ShouldContain(
            "the file has 2 bytes, and records have 3073");
        byte[] whole = File.ReadAllBytes(scratch["cifar.tar.gz"]);
        for (int at = 0; at < whole.Length; at++)
        {
            foreach (byte[] file in (byte[][])[whole[..at], [.. whole[..at], (byte)(whole[at] ^ 0x55), .. whole[(at + 1)..]]])
            {
                Should.Throw<MalformedFileException>(
                    () => Small.Load(scratch.With("b.tar.gz", file), 0, 10, Download.Default, null, default));
            }
        }
        Should.Throw<FileNotFoundException>(() => Cifar10.Load(scratch.Folder)).Message.ShouldContain("cifar-10-binary.tar.gz");
        Should.Throw<FileNotFoundException>(() => Cifar100.Load(scratch.Folder)).Message.ShouldContain("'train.bin' is not there");
    }

    private static (LabeledImages Train, LabeledImages Test) Load(Scratch scratch, bool archive, params byte[][] files)
    {
        string[] names = ["data_batch_1.bin", "data_batch_2.bin", "test_batch.bin"];
        string path = scratch["cifar-10-batches-bin"];
        if (!archive)
        {
            Directory.CreateDirectory(path);
            for (int i = 0; i < names.Length; i++)
                File.WriteAllBytes(Path.Combine(path, names[i]), files[i]);
            return Small.Load(scratch.Folder, 0, 10, Download.Default, null, default);
        }
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "cifar-10-batches-bin/"));
            writer.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "cifar-10-batches-bin/link") { LinkName = "/etc/passwd" });
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "../outside") { DataStream = new MemoryStream([1, 2, 3]) });
            for (int i = 0; i < names.Length; i++)
            {
                writer.WriteEntry(
                    new UstarTarEntry(TarEntryType.RegularFile,
                    "cifar-10-batches-bin/" + names[i])
                    { DataStream = new MemoryStream(files[i]) });
            }
        }
        return Small.Load(scratch.With("cifar.tar.gz", Samples.Gzip(tar.ToArray())), 0, 10, Download.Default, null, default);
    }

    private static byte[] Archive(string folder, (string Name, byte[] Content)[] files)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                writer.WriteEntry(
                    new UstarTarEntry(TarEntryType.RegularFile, $"{folder}/{name}") { DataStream = new MemoryStream(content) });
            }
        }
        return Samples.Gzip(tar.ToArray());
    }

    private static byte[] Record(byte label, byte seed) =>
        [label, .. Enumerable.Repeat(seed, 1024), .. Enumerable.Repeat((byte)(seed + 10), 1024),
        .. Enumerable.Repeat((byte)(seed + 20), 1024)];

    private static void Write(Scratch scratch, string extension, int count)
    {
        foreach (var (part, size) in new[] { ("train", count), ("t10k", count - 1) })
        {
            IdxFile.Write(scratch[$"{part}-images-idx3-ubyte{extension}"], Tensor.Zeros([size, 28, 28], DType.UInt8));
            IdxFile.Write(scratch[$"{part}-labels-idx1-ubyte{extension}"],
                Tensor.From(Enumerable.Range(0, size).Select(n => (byte)n).ToArray()));
        }
    }
}
