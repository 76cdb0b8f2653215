using Shouldly;

namespace Cornea.Tests.Data;

public sealed class ImageFolderTests
{
    [Theory]
    [InlineData(10, 0u, new[] { 2, 8, 4, 9, 1, 6, 7, 3, 0, 5 })]
    [InlineData(10, 42u, new[] { 8, 1, 5, 0, 7, 2, 9, 4, 3, 6 })]
    public void The_order_is_NumPys(int count, uint seed, int[] expected) => NumpyShuffle.Order(count, seed).ShouldBe(expected);

    [Fact]
    public void The_order_of_many_is_NumPys_too()
    {
        int[] order = NumpyShuffle.Order(1000, 1337);
        order[..10].ShouldBe([977, 15, 56, 801, 747, 811, 115, 845, 457, 259]);
        order[^3..].ShouldBe([860, 189, 151]);
    }

    [Fact]
    public void Folders_are_classes_in_the_order_of_their_names()
    {
        using var scratch = Pictures();
        ImageFolder folder = ImageFolder.Open(scratch.Folder);

        folder.ClassNames.ShouldBe(["cat", "dog"]);
        folder.Files.Select(file => Path.GetRelativePath(scratch.Folder, file).Replace('\\', '/'))
            .ShouldBe(["cat/1.png", "cat/2.PNG", "cat/inner/3.bmp", "dog/10.png", "dog/9.png"]);
        folder.Labels.ShouldBe([0, 0, 0, 1, 1]);
        ImageFolder.Open(scratch.Folder, ["dog", "cat"]).Labels.ShouldBe([0, 0, 1, 1, 1]);
        Should.Throw<ArgumentException>(() => ImageFolder.Open(scratch.Folder, ["dog", "cow"])).Message.ShouldContain(
            "which are cat, dog, but received dog, cow");
    }

    [Fact]
    public void Names_with_a_dot_in_front_are_no_classes_and_some_classes_may_be_chosen()
    {
        using var scratch = Pictures();
        Directory.CreateDirectory(Path.Combine(scratch.Folder, ".git"));
        ImageFolder.Open(scratch.Folder).ClassNames.ShouldBe(["cat", "dog"]);
        ImageFolder dogs = ImageFolder.Open(scratch.Folder, ["dog"]);
        dogs.ClassNames.ShouldBe(["dog"]);
        dogs.Labels.ShouldBe([0, 0]);
        Should.Throw<ArgumentException>(() => ImageFolder.Open(scratch.Folder, ["dog", "dog"]));
        // U+FF21 comes before U+1F600 by code point, behind it by UTF-16 units.
        foreach (string name in (string[])["\U0001F600", "\uFF21"])
        {
            Directory.CreateDirectory(Path.Combine(scratch.Folder, name));
        }
        ImageFolder.Open(scratch.Folder).ClassNames.ShouldBe(["cat", "dog", "\uFF21", "\U0001F600"]);
    }

    // Copies that notebooks keep, and the companions that macOS writes beside each file.
    [Fact]
    public void Hidden_files_and_folders_inside_a_class_are_left_alone()
    {
        using var scratch = Pictures();
        var expected = ImageFolder.Open(scratch.Folder).Files;
        string copies = Path.Combine(scratch.Folder, "cat", "inner", ".ipynb_checkpoints");
        Directory.CreateDirectory(Path.Combine(copies, "deeper"));
        foreach (string name in (string[])["1-checkpoint.png", "deeper/2.png", "../._3.bmp", "../.png"])
            File.WriteAllText(Path.Combine(copies, name), "no picture");
        var folder = ImageFolder.Open(scratch.Folder);
        folder.Files.ShouldBe(expected);
        folder.LeftOut.ShouldNotContain(pair => pair.Key == ".png");
    }

    [Fact]
    public void A_split_is_made_as_Keras_makes_it()
    {
        using var scratch = Pictures();
        ImageFolder folder = ImageFolder.Open(scratch.Folder);
        int[] order = NumpyShuffle.Order(5, 7);
        var (training, validation) = folder.Split(0.5, seed: 7);

        training.Files.ShouldBe(order[..3].Select(i => folder.Files[i]));
        validation.Files.ShouldBe(order[3..].Select(i => folder.Files[i]));
        validation.Labels.ShouldBe(order[3..].Select(i => folder.Labels[i]));
        validation.ClassNames.ShouldBe(folder.ClassNames);
        Should.Throw<ArgumentOutOfRangeException>(() => folder.Split(0.1, 7)).Message.ShouldContain("of the 5 files");
    }

    [Fact]
    public void Pictures_are_read_resized_and_labelled()
    {
        using var scratch = Pictures();
        ImageFolder folder = ImageFolder.Open(scratch.Folder);
        Dataset dataset = folder.ToDataset(2, 2, channels: 1);

        dataset.Count.ShouldBe(5);
        Sample[] batches = [.. dataset.Batch(4).Prefetch()];
        batches[0].X[0].Type.ShouldBe(new TensorType([4, 2, 2, 1], DType.Float32));
        batches[0].X[0].ToArray()
            .ShouldBe([.. Enumerable.Repeat(10f, 4), .. Enumerable.Repeat(20f, 4), .. Enumerable.Repeat(30f, 4),
            .. Enumerable.Repeat(40f, 4)]);
        batches[0].Y[0].ToArray<int>().ShouldBe([0, 0, 0, 1]);
        batches[1].X[0].Shape.ShouldBe([1, 2, 2, 1]);
        folder.ToDataset(1, 1, labels: LabelMode.Categorical).Last().Y[0].ToArray().ShouldBe([0f, 1]);
        folder.ToDataset(1, 1, labels: LabelMode.Binary).Last().Y[0].ToArray().ShouldBe([1f]);
        folder.ToDataset(1, 1, labels: LabelMode.None).Last().Y.Count.ShouldBe(0);
        Flatten(folder.ToDataset(1, 1, 1).Shuffle(seed: 3).Pass(2)).ShouldBe(Flatten(folder.ToDataset(1, 1, 1).Shuffle(seed: 3).Pass(2)));
    }

    [Fact]
    public void Labels_are_known_without_reading_pictures()
    {
        using var scratch = Pictures();
        Dataset dataset = ImageFolder.Open(scratch.Folder).ToDataset(2, 2);
        foreach (string file in Directory.GetFiles(scratch.Folder, "*", SearchOption.AllDirectories))
            File.Delete(file);
        dataset.Split(0.4, stratify: true, seed: 1).Validation.Count.ShouldBe(2);
        Should.Throw<FileNotFoundException>(() => dataset.Prefetch().Count());
    }

    [Fact]
    public void A_broken_picture_is_named_and_nothing_runs_on()
    {
        using var scratch = Pictures();
        scratch.With("dog/10.png", [1, 2, 3]);
        Should.Throw<MalformedFileException>(() => ImageFolder.Open(scratch.Folder).ToDataset(2, 2).Batch(2).Prefetch().Count())
            .Path.ShouldEndWith("10.png");
    }

    [Fact]
    public void Folders_without_pictures_are_refused()
    {
        using var scratch = new Scratch();
        Should.Throw<IOException>(() => ImageFolder.Open(scratch.Folder)).Message.ShouldContain("no folder inside it holds any");
        Should.Throw<DirectoryNotFoundException>(() => ImageFolder.Open(scratch["none"]));
    }

    // Values of tf.image.resize.
    [Theory]
    [InlineData(Interpolation.Bilinear, 3, new[] { 0f, 5, 10, 10, 15, 20, 20, 25, 30 })]
    [InlineData(Interpolation.Nearest, 3, new[] { 0f, 10, 10, 20, 30, 30, 20, 30, 30 })]
    [InlineData(Interpolation.Bilinear, 1, new[] { 15f })]
    [InlineData(Interpolation.Nearest, 1, new[] { 30f })]
    [InlineData(Interpolation.Bilinear, 4, new[] { 0f, 2.5f, 7.5f, 10, 5, 7.5f, 12.5f, 15, 15, 17.5f, 22.5f, 25, 20, 22.5f, 27.5f, 30 })]
    public void Pictures_are_resized_with_centres_at_half_pixels(Interpolation interpolation, int side, float[] expected) =>
        PictureSize.Resize(new Picture(2, 2, 1, [0, 10, 20, 30]), side, side, interpolation).ToArray().ShouldBe(expected);

    [Fact]
    public void A_crop_keeps_the_middle()
    {
        Picture wide = PictureSize.Crop(new Picture(5, 2, 1, [.. Enumerable.Range(0, 10).Select(n => (byte)n)]), 4, 4);
        (wide.Width, wide.Height).ShouldBe((2, 2));
        wide.Pixels.ShouldBe([1, 2, 6, 7]);
    }

    private static float[] Flatten(IEnumerable<Sample> samples) => [.. samples.SelectMany(sample => sample.X[0].ToArray())];

    private static Scratch Pictures()
    {
        var scratch = new Scratch();
        foreach (string folder in new[] { "cat/inner", "dog" })
            Directory.CreateDirectory(scratch[folder]);
        foreach (var (name, grey) in new[] { ("cat/1.png", 10), ("cat/2.PNG", 20), ("dog/10.png", 40), ("dog/9.png", 50) })
            PngFile.Write(scratch[name], Enumerable.Repeat((byte)grey, 12).ToArray(), 4, 3);
        scratch.With("cat/inner/3.bmp", Imaging.ImageFileTests.Bmp(1, 1, 24, 0, [], [30, 30, 30, 0]));
        scratch.With("cat/notes.txt", [1]);
        scratch.With("outside.png", [1]);
        return scratch;
    }

    [Fact]
    public void Impossible_sizes_and_no_names_are_refused()
    {
        using var scratch = Pictures();
        var folder = ImageFolder.Open(scratch.Folder);
        Should.Throw<ArgumentOutOfRangeException>(() => folder.ToDataset(0, 2)).Message.ShouldContain("a height of 1 or more");
        Should.Throw<ArgumentOutOfRangeException>(() => folder.ToDataset(2, -1)).Message.ShouldContain("a width of 1 or more");
        Should.Throw<ArgumentException>(() => ImageFolder.Open(scratch.Folder, [])).Message.ShouldContain("but received none.");
    }
}
