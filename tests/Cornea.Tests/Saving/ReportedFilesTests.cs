using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Files that people reported, written by h5py as the Keras of their time writes them, with answers by hand.</summary>
public sealed class ReportedFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cornea-reported").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("hard-sigmoid-1.h5", "1", "0.7")]
    [InlineData("hard-sigmoid-2.h5", "2.5", "1")]
    [InlineData("hard-sigmoid-3.h5", "2.5", "0.9166667")]
    [InlineData("leaky-relu-activation.h5", "-1", "-0.2")]
    [InlineData("leaky-relu-layer.h5", "-1", "-0.3")]
    [InlineData("simple-rnn-backwards.h5", "1 2 3", "3 32 321")]
    [InlineData("zero-padding-2d.h5", "1", "0 0 0 1 0 0")]
    [InlineData("normalization.h5", "5", "3")]
    [InlineData("shared-layer.h5", "1|2", "20 10 110")]
    [InlineData("operators.keras", "1 -2 3 -4", "3 7 0 2 0 4")]
    [InlineData("nested-equal-names.h5", "1", "10")]
    [InlineData("unknown-loss.h5", "1", "3")]
    [InlineData("strings-fixed.h5", "1", "3")]
    [InlineData("strings-without-version.h5", "1", "3")]
    [InlineData("strings-space-padded.h5", "1", "3")]
    public void A_file_computes_what_its_author_trained(string name, string inputs, string answer)
    {
        var model = Model.Load(At(name));
        var x = inputs.Split('|').Zip(
            model.Inputs, (text, input) => Tensor.From(Numbers(text)).Reshape(new Shape([1, .. input.Shape.Skip(1)]))).ToArray();
        var y = model.Predict(x, verbose: Verbosity.Silent).ToArray();
        y.Length.ShouldBe(Numbers(answer).Length);
        foreach (var (received, expected) in y.Zip(Numbers(answer)))
        {
            received.ShouldBe(expected, 1e-6f);
        }
    }

    [Fact]
    public void Keys_that_only_Keras_2_wrote_keep_their_meaning()
    {
        var model = Model.Load(At("keys-of-keras-2.h5"));
        model.GetLayer("bn").ShouldBeOfType<BatchNormalization>().Axis.ShouldBe(3);
        model.GetLayer("lr").ShouldBeOfType<LeakyReLU>().NegativeSlope.ShouldBe(0.1, 1e-7);
    }

    // Three steps before the file and three after it, by Keras 3.6.0. Values of the state stood in another order before Keras 3.10.
    [Theory]
    [InlineData("nadam-3.6.keras", new[] { 0.4871297f, -0.4569141f, 0.7769279f, 1.4357287f, -0.2718481f, 0.0253289f })]
    [InlineData("ema-accumulation-3.6.keras", new[] { -0.4529419f, 1.3419189f, 0.6553345f, -0.2418213f, -0.3283081f, -0.1368408f })]
    public void The_state_of_an_optimizer_of_older_Keras_3_goes_on(string name, float[] expected)
    {
        var model = Model.Load(At(name));
        Tensor x = Tensor.From([1f, 2, 3, -1], [2, 2]), y = Tensor.From([1f, 0, -1, 2], [2, 2]);
        for (var step = 0; step < 3; step++)
        {
            model.TrainOnBatch(x, y);
        }
        float[] weights = [.. model.Weights.SelectMany(weight => weight.Variable.ToTensor().ToArray())];
        foreach (var (received, right) in weights.Zip(expected))
        {
            received.ShouldBe(right, 2e-6f); // six steps of float32 in another order of operations
        }
    }

    [Theory]
    [InlineData("policy-0.h5")]
    [InlineData("policy-1.h5")]
    [InlineData("policy-2.h5")]
    [InlineData("policy-3.h5")]
    public void A_policy_has_four_spellings_and_an_initializer_two(string name)
    {
        var layer = Model.Load(At(name)).GetLayer("d").ShouldBeOfType<Dense>();
        layer.DTypePolicy.ShouldBe(DTypePolicy.MixedFloat16);
        layer.KernelInitializer.ShouldBeOfType<Orthogonal>();
    }

    // Its weights, and with them the optimizer's slots, come with the first step.
    [Theory]
    [InlineData(".keras")]
    [InlineData(".h5")]
    public void A_compiled_network_without_weights_is_saved_and_trained_after_loading(string ending)
    {
        var path = Path.Combine(_folder, "unbuilt" + ending);
        var model = new Sequential(seed: 7) { new Dense(2) };
        model.Compile(new Adam(), new MeanSquaredError());
        model.Save(path);
        var again = Model.Load(path);
        var (x, y) = (Tensor.From([1f, 2f], [1, 2]), Tensor.From([3f, 4f], [1, 2]));
        again.Fit(x, y, verbose: Verbosity.Silent);
        again.Weights.Count.ShouldBe(2);
        again.Optimizer.ShouldBeOfType<Adam>();
    }

    private static float[] Numbers(string text) =>
        [.. text.Split(' ').Select(number => float.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];

    private static string At(string name) => Path.Combine(KerasFixtures.Folder, "..", "reported-files", name);
}
