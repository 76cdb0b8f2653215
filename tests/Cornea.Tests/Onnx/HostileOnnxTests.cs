using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>Damaged files end in Cornea's own errors, or are read: never in another exception, a hang or memory without bounds.</summary>
public sealed class HostileOnnxTests
{
    private const int Trials = 10_000;

    [Theory]
    [InlineData("hand_functions.onnx", 2_500)]
    [InlineData("hand_if.onnx", 2_500)]
    [InlineData("hand_loop.onnx", 2_500)]
    [InlineData("hand_constant_nodes.onnx", 2_500)]
    public void Damaged_files_are_read_or_refused(string name, int trials)
    {
        trials.ShouldBe(Trials / 4);
        var whole = File.ReadAllBytes(OnnxFixtures.File(name));
        var refused = Damage.AtRandom(whole, seed: 10, trials).Count(Refused);
        refused.ShouldBeGreaterThan(trials / 4);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_read_or_refused()
    {
        var whole = File.ReadAllBytes(OnnxFixtures.File("hand_opset7.onnx"));
        Enumerable.Range(1, whole.Length - 1).Count(length => Refused(whole[..length])).ShouldBeGreaterThan(whole.Length / 2);
    }

    private static bool Refused(byte[] content)
    {
        try
        {
            OnnxModel.Import(new MemoryStream(content));
            return false;
        }
        catch (Exception exception) when (exception is OnnxException or MalformedFileException)
        {
            exception.Message.Length.ShouldBeGreaterThan(20);
            return true;
        }
    }
}
