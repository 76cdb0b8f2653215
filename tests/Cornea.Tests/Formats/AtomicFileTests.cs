using Shouldly;

namespace Cornea.Tests.Formats;

public sealed class AtomicFileTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_write_makes_the_file_and_leaves_no_temporary()
    {
        AtomicFile.Write(_scratch["a.bin"], [1, 2, 3]);

        File.ReadAllBytes(_scratch["a.bin"]).ShouldBe([1, 2, 3]);
        Directory.GetFiles(_scratch.Folder).Length.ShouldBe(1);
    }

    [Fact]
    public void A_second_write_replaces_the_file()
    {
        AtomicFile.Write(_scratch["a.bin"], [1, 2, 3]);
        AtomicFile.Write(_scratch["a.bin"], [4]);

        File.ReadAllBytes(_scratch["a.bin"]).ShouldBe([4]);
    }

    [Fact]
    public void While_it_is_written_the_old_file_is_whole_and_the_temporary_lies_beside_it()
    {
        string path = _scratch.With("a.bin", [9]);

        AtomicFile.Write(path, stream =>
        {
            stream.Write([1, 2]);
            File.ReadAllBytes(path).ShouldBe([9]);
            string temporary = Directory.GetFiles(_scratch.Folder).Single(file => file != path);
            Path.GetFileName(temporary).ShouldStartWith($"a.bin.tmp-{Environment.ProcessId}-");
        });

        File.ReadAllBytes(path).ShouldBe([1, 2]);
    }

    [Fact]
    public void A_full_disk_leaves_the_old_file_and_says_what_to_do()
    {
        string path = _scratch.With("a.bin", [9]);

        var failure = Should.Throw<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write([1, 2]);
            throw new IOException("No space left on device");
        }));

        failure.Message.ShouldBe($"Cannot save '{path}': No space left on device. What was there before is untouched. " +
            "Free space on the disk or choose another folder, then save again.");
        File.ReadAllBytes(path).ShouldBe([9]);
        Directory.GetFiles(_scratch.Folder).ShouldBe([path]);
    }

    [Fact]
    public void An_exception_of_the_writer_passes_unchanged_and_leaves_nothing()
    {
        Should.Throw<InvalidTimeZoneException>(() => AtomicFile.Write(_scratch["a.bin"], _ => throw new InvalidTimeZoneException()));

        Directory.GetFiles(_scratch.Folder).ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var failure = Should.Throw<DirectoryNotFoundException>(() => AtomicFile.Write(_scratch["no/a.bin"], [1]));

        failure.Message.ShouldContain($"the folder '{_scratch["no"]}' does not exist. Create it");
    }

    [Fact]
    public void A_folder_as_target_is_refused()
    {
        var failure = Should.Throw<IOException>(() => AtomicFile.Write(_scratch.Folder, [1]));

        failure.Message.ShouldContain("a folder has this name");
    }

    [Fact]
    public void A_read_only_folder_says_so_and_keeps_the_old_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "an administrator may write everywhere");
        string path = _scratch.With("a.bin", [9]);
        const UnixFileMode readOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        SetMode(_scratch.Folder, readOnly);
        try
        {
            var failure = Should.Throw<UnauthorizedAccessException>(() => AtomicFile.Write(path, [1]));
            failure.Message.ShouldContain($"Cannot save '{path}'");
            failure.Message.ShouldContain("Choose a folder you may write to");
            File.ReadAllBytes(path).ShouldBe([9]);
        }
        finally
        {
            SetMode(_scratch.Folder, readOnly | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void A_denied_write_is_explained()
    {
        string path = _scratch.With("a.bin", [9]);

        var failure =
            Should.Throw<UnauthorizedAccessException>(
            () => AtomicFile.Write(path, _ => throw new UnauthorizedAccessException("Access denied.")));

        failure.Message.ShouldBe($"Cannot save '{path}': Access denied. What was there before is untouched. " +
            "Choose a folder you may write to, or change its permissions.");
        File.ReadAllBytes(path).ShouldBe([9]);
    }

    [Fact]
    public void A_link_is_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        string path = _scratch.With("a.bin", [9]);
        File.CreateSymbolicLink(_scratch["link"], path);

        AtomicFile.Write(_scratch["link"], [7]);

        File.ReadAllBytes(path).ShouldBe([7]);
        new FileInfo(_scratch["link"]).LinkTarget.ShouldBe(path);
    }

    [Theory]
    [InlineData(0x80070020)]
    [InlineData(0x80070021)]
    public void A_target_that_another_program_holds_is_tried_again_and_then_replaced(uint code)
    {
        string path = _scratch.With("a.bin", [9]);
        int tries = 0;
        AtomicFile.Write(path, stream => stream.Write([7]), (temporary, target) =>
        {
            if (++tries < 3)
                throw new IOException("held", (int)code);
            File.Move(temporary, target, overwrite: true);
        });
        tries.ShouldBe(3);
        File.ReadAllBytes(path).ShouldBe([7]);
    }

    [Fact]
    public void A_target_that_is_never_let_go_stays_and_the_new_content_is_kept_under_a_name_that_is_told()
    {
        string path = _scratch.With("a.bin", [9]);
        var failure = Should.Throw<FileHeldException>(() => AtomicFile.Write(
            path, stream => stream.Write([7]), (_, _) => throw new IOException("held", unchecked((int)0x80070020))));
        File.ReadAllBytes(path).ShouldBe([9]);
        File.ReadAllBytes(failure.Kept).ShouldBe([7]);
        failure.Message.ShouldBe($"Cannot replace '{path}': another program holds it open. What was there before is untouched, and what " +
            $"was to be saved is in '{failure.Kept}'. Close the other program, then rename that file.");
    }

    // More than what is brought to the disk early, in one piece and in many, and a header that is written last.
    [Fact]
    public void A_large_file_arrives_whole()
    {
        var content = new byte[20 << 20];
        new Random(5).NextBytes(content);
        AtomicFile.Write(_scratch["a.bin"], stream =>
        {
            stream.Write(new byte[4]);
            stream.Write(content);
            for (int at = 0; at < content.Length; at += 1 << 20)
                stream.Write(content, at, 1 << 20);
            stream.Position.ShouldBe(4 + 2 * content.Length);
            stream.Position = 0;
            stream.Write([1, 2, 3, 4]);
        });

        byte[] expected = [1, 2, 3, 4, .. content, .. content];
        File.ReadAllBytes(_scratch["a.bin"]).AsSpan().SequenceEqual(expected).ShouldBeTrue();
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }
}
