using Shouldly;

namespace Cornea.Tests.Data;

public sealed class TextFolderTests
{
    [Fact]
    public void Folders_are_classes_and_texts_come_sorted()
    {
        using var scratch = Three();
        var folder = TextFolder.Open(scratch.Folder);
        folder.ClassNames.ShouldBe(["neg", "pos"]);
        folder.Files.Select(file => Path.GetRelativePath(scratch.Folder, file).Replace('\\', '/'))
            .ShouldBe(["neg/1.txt", "pos/0.txt", "pos/more/2.TXT"]);
        folder.LabelTensor().ToArray<int>().ShouldBe([0, 1, 1]);
        folder.Texts().ShouldBe(["b\u00e4d", "good", "the best"]);
        folder.Texts(maxLength: 3).ShouldBe(["b\u00e4d", "goo", "the"]);
        TextFolder.Open(scratch.Folder, ["pos", "neg"]).Labels.ShouldBe([0, 0, 1]);
    }

    [Fact]
    public void Parts_are_shuffled_by_NumPys_generator()
    {
        using var scratch = Three();
        var folder = TextFolder.Open(scratch.Folder);
        var (training, validation) = folder.Split(0.4, seed: 7);
        int[] order = Cornea.NumpyShuffle.Order(3, 7);
        training.Files.Concat(validation.Files).ShouldBe(order.Select(i => folder.Files[i]));
        validation.Labels.ShouldBe([folder.Labels[order[2]]]);
        folder.Shuffle(7).Files.ShouldBe(order.Select(i => folder.Files[i]));
        Should.Throw<ArgumentOutOfRangeException>(() => folder.Split(0.1, 7)).Message.ShouldContain("TextFolder.Split expects a fraction");
    }

    [Fact]
    public void Texts_become_rows_of_word_numbers()
    {
        using var scratch = Three();
        var folder = TextFolder.Open(scratch.Folder);
        var words = new TextVectorization(outputSequenceLength: 2);
        words.Adapt(folder.Texts());
        words.Apply([.. folder.Texts()]).Shape.ShouldBe([3, 2]);
    }

    [Fact]
    public void A_folder_without_texts_is_refused()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["a"]);
        Should.Throw<IOException>(() => TextFolder.Open(scratch.Folder)).Message.ShouldContain(
            "Put the texts of each class into a folder of its own");
        Should.Throw<DirectoryNotFoundException>(() => TextFolder.Open(scratch["none"]));
    }

    private static Scratch Three()
    {
        var scratch = new Scratch();
        Directory.CreateDirectory(scratch["pos/more"]);
        Directory.CreateDirectory(scratch["neg"]);
        scratch.With("pos/0.txt", "good"u8.ToArray());
        scratch.With("pos/more/2.TXT", "the best"u8.ToArray());
        scratch.With("pos/note.md", "not a text"u8.ToArray());
        scratch.With("neg/1.txt", "b\u00e4d"u8.ToArray());
        return scratch;
    }
}
