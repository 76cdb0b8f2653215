using Shouldly;

namespace Cornea.Tests.Training;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Sequential _model = new([new Dense(2, inputDim: 3)], seed: 1);

    public CheckpointFolderTests() => _model.Compile(new SGD(0.1), new MeanSquaredError());

    private string Folder => _scratch["run"];

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_newest_are_kept_and_the_newest_is_loaded()
    {
        using var checkpoints = new CheckpointFolder(Folder, keep: 3);
        checkpoints.Load().ShouldBeNull();
        var files = Enumerable.Range(1, 5).Select(step => checkpoints.Save(At(step))).ToArray();
        checkpoints.Files.ShouldBe([files[4], files[3], files[2]]);
        checkpoints.Load()!.State.TrainedSteps.ShouldBe(5);
    }

    [Fact]
    public void Only_files_of_its_own_run_are_deleted()
    {
        Directory.CreateDirectory(Folder);
        string[] others =
        [
            "checkpoint-00000000-000000000001.safetensors", "checkpoint-0000000g-000000000001.safetensors", "notes.txt",
            "weights.safetensors", "weights.safetensors.tmp-1-00", "checkpoint-00000000-000000000001.safetensors.bak",
        ];
        using (var checkpoints = new CheckpointFolder(Folder))
        {
            foreach (var name in others)
                File.WriteAllText(Path.Combine(Folder, name), "of others");
            foreach (var step in (int[])[1, 2, 3, 4])
                checkpoints.Save(At(step));
            checkpoints.Files.Count.ShouldBe(3);
            checkpoints.Clear();
        }
        new CheckpointFolder(Folder).Dispose();
        Directory.GetFiles(Folder).Select(Path.GetFileName).ShouldBe(others, ignoreOrder: true);
    }

    [Fact]
    public void A_damaged_one_is_passed_over_and_does_not_count_among_those_that_are_kept()
    {
        string[] files;
        using (var checkpoints = new CheckpointFolder(Folder))
            files = [checkpoints.Save(At(1)), checkpoints.Save(At(9))];
        var bytes = File.ReadAllBytes(files[1]);
        bytes[^1] ^= 1; // a value, which the format itself does not guard
        File.WriteAllBytes(files[1], bytes);
        using (var checkpoints = new CheckpointFolder(Folder))
        {
            var warnings = new List<string>();
            checkpoints.Load(warnings.Add)!.Path.ShouldBe(files[0]);
            warnings.ShouldHaveSingleItem().ShouldContain("field 'sha256'");
            var next = checkpoints.Save(At(2));
            checkpoints.Files.ShouldBe([next, files[0]]);
        }
    }

    [Fact]
    public void Where_all_are_damaged_that_is_an_error_and_none_is_deleted()
    {
        using var checkpoints = new CheckpointFolder(Folder);
        string[] files = [checkpoints.Save(At(1)), checkpoints.Save(At(2))];
        foreach (var file in files)
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        Should.Throw<MalformedFileException>(() => checkpoints.Load()).Path.ShouldBe(files[1]);
        checkpoints.Files.Count.ShouldBe(2);
    }

    [Fact]
    public void A_second_process_is_kept_out_until_the_first_lets_go()
    {
        using (new CheckpointFolder(Folder))
        {
            Should.Throw<IOException>(() => new CheckpointFolder(Folder)).Message.ShouldContain(
                "Another process trains there: wait for its end, or choose another folder.");
        }
        new CheckpointFolder(Folder).Clear();
        Directory.Exists(Folder).ShouldBeFalse();
    }

    [Fact]
    public void What_a_killed_write_left_is_removed()
    {
        using (var checkpoints = new CheckpointFolder(Folder))
            checkpoints.Save(At(1));
        var torn = CheckpointFolder.List(Folder)[0] + ".tmp-12-0a0b";
        File.WriteAllText(torn, "half");
        new CheckpointFolder(Folder).Dispose();
        File.Exists(torn).ShouldBeFalse();
    }

    [Fact]
    public void A_write_that_fails_says_what_was_kept()
    {
        using var checkpoints = new CheckpointFolder(Folder);
        var first = checkpoints.Save(At(1));
        Directory.CreateDirectory(first.Replace("-000000000001.", "-000000000002.", StringComparison.Ordinal));
        var message = Should.Throw<IOException>(() => checkpoints.Save(At(2))).Message;
        message.ShouldContain("The checkpoint of step 2 needs about ");
        message.ShouldEndWith($"The last good one is '{first}'; a training can go on from there.");
        TrainingState.Load(first).TrainedSteps.ShouldBe(1);
    }

    [Fact]
    public void One_checkpoint_alone_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new CheckpointFolder(Folder, keep: 1)).Message.ShouldStartWith(
            "CheckpointFolder expects to keep 2 checkpoints or more, but received 1.");

    private TrainingState At(int step)
    {
        _model.Trainer.TrainedSteps = step;
        return _model.Trainer.GetState();
    }
}
