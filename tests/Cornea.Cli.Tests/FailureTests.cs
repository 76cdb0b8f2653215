using Shouldly;

namespace Cornea.Cli.Tests;

public sealed class FailureTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Data_that_are_not_there_are_exit_code_3_and_say_where_was_looked()
    {
        var result = _tool.Run("train", "--data", "minst").ShouldHaveEndedWith(3);
        result.Error.ShouldContain("cannot find the data 'minst'");
        result.Error.ShouldContain(Path.Combine(Path.GetFileName(_tool.Folder), "minst"));
        result.Error.ShouldContain("Did you mean 'mnist'?");
        Directory.GetFileSystemEntries(_tool.Folder).ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_without_one_of_the_files_is_exit_code_3_and_names_the_file()
    {
        File.Delete(Path.Combine(SmallDigits.Write(_tool["digits"]), "t10k-labels-idx1-ubyte"));
        _tool.Run("train", "--data", "digits").ShouldHaveEndedWith(3).Error.ShouldContain("'t10k-labels-idx1-ubyte'");
    }

    [Fact]
    public void Samples_that_no_ranges_can_be_found_from_are_exit_code_3()
    {
        new Sequential { new Dense(1, inputShape: [2]) }.Save(_tool["model.keras"]);
        var values = Tensor.From([1f, 2, float.PositiveInfinity, 4, 5, 6], [3, 2]);
        NpzFile.Write(_tool["data.npz"], [new("x_train", values), new("y_train", Tensor.Zeros([3, 1]))]);
        var result = _tool.Run("quantize", "model.keras", "--data", "data.npz", "-o", "small.keras").ShouldHaveEndedWith(3);
        result.Error.ShouldContain("not finite");
        result.Error.ShouldNotContain("(Parameter");
        File.Exists(_tool["small.keras"]).ShouldBeFalse();
    }

    [Fact]
    public void A_cut_idx_file_is_exit_code_3_and_names_file_and_byte()
    {
        var cut = Path.Combine(SmallDigits.Write(_tool["digits"]), "train-images-idx3-ubyte");
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..5000]);
        var result = _tool.Run("train", "--data", "digits").ShouldHaveEndedWith(3);
        result.Error.ShouldMatch(@"^cornea: Cannot read 'digits.train-images-idx3-ubyte': .+ \(field '.+', byte \d+\)\. ");
        result.Error.ShouldNotContain("   at ");
        Directory.Exists(_tool["runs"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(1000)]
    public void A_cut_npz_file_is_exit_code_3_and_names_the_file(int kept)
    {
        var images = Tensor.Zeros([20, 28, 28], DType.UInt8);
        var labels = Tensor.Zeros([20], DType.UInt8);
        NpzFile.Write(_tool["digits.npz"], [new("x_train", images), new("y_train", labels), new("x_test", images), new("y_test", labels)]);
        var whole = File.ReadAllBytes(_tool["digits.npz"]);
        whole.Length.ShouldBeGreaterThan(kept);
        File.WriteAllBytes(_tool["digits.npz"], whole[..kept]);
        _tool.Run("train", "--data", "digits.npz").ShouldHaveEndedWith(3).Error.ShouldStartWith("cornea: Cannot read 'digits.npz");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_exit_code_4_before_anything_is_trained()
    {
        // No user, not even root, can make a folder below a file.
        File.WriteAllText(_tool["file"], "");
        var result = _tool.Run("train", "--data", SmallDigits.Write(_tool["digits"]), "--out", "file/run").ShouldHaveEndedWith(4);
        result.Error.ShouldContain("cannot write the run to 'file/run'");
        result.Error.ShouldContain("Nothing was trained. Choose another folder with --out.");
        result.Error.ShouldNotContain("Epoch");
        result.Output.ShouldBeEmpty();
    }

    [Fact]
    public void A_run_is_never_overwritten()
    {
        string[] arguments = ["train", "--data", SmallDigits.Write(_tool["digits"]), "--epochs", "1", "--out", "run", "--quiet"];
        _tool.Run(arguments).ShouldHaveEndedWith(0);
        var weights = File.ReadAllBytes(_tool["run/weights.safetensors"]);
        _tool.Run([.. arguments, "--seed", "1"]).ShouldHaveEndedWith(2).Error.ShouldContain("--out 'run' holds a run already");
        File.ReadAllBytes(_tool["run/weights.safetensors"]).ShouldBe(weights);
    }

    [Fact]
    public void A_loss_that_is_not_a_number_is_exit_code_5_and_names_epoch_and_step()
    {
        var result = _tool.Run("train", "--data", SmallDigits.Write(_tool["digits"]), "--lr", "1e30", "--batch", "2", "--out", "run",
            "--quiet").ShouldHaveEndedWith(5);
        result.Error.ShouldMatch(@"epoch \d+, step \d+");
        result.Error.ShouldContain("learning rate");
        File.Exists(_tool["run/weights.safetensors"]).ShouldBeFalse();
        File.ReadAllLines(_tool["run/history.jsonl"]).ShouldNotBeEmpty();
    }

    [Fact]
    public void Data_over_the_memory_limit_are_exit_code_7()
    {
        _tool.Environment["CORNEA_MEMORY_LIMIT"] = "1000000";
        _tool.Run("train").ShouldHaveEndedWith(7).Error.ShouldContain("needs 47,040,000 bytes, but the memory limit is 1,000,000.");
    }

    [Fact]
    public void The_stack_of_an_error_is_shown_on_request_only()
    {
        _tool.Run("train", "--data", "minst").Error.ShouldNotContain("   at Cornea");
        _tool.Run("train", "--data", "minst", "-v").ShouldHaveEndedWith(3).Error.ShouldContain("   at Cornea");
    }
}
