using Shouldly;

namespace Cornea.Tests.Training;

/// <summary>Training that computes values of the forward pass again: the same weights in less memory.</summary>
public sealed class CheckpointingTests
{
    [Theory]
    [InlineData(Checkpointing.Elementwise)]
    [InlineData(Checkpointing.Segments)]
    public void A_convolutional_network_with_dropout_learns_the_same_weights(Checkpointing how)
    {
        var (kept, keptArena) = Train(Checkpointing.None, 2);
        var (again, arena) = Train(how, 2);
        again.ShouldBe(kept);
        arena.ShouldBeLessThan(keptArena * 9 / 10);
        Train(how, 1).Weights.ShouldBe(kept);
    }

    private static (float[] Weights, long Arena) Train(Checkpointing how, int threads)
    {
        var model = new Sequential(seed: 3) { new InputLayer([12, 12, 3]) };
        for (var block = 0; block < 6; block++)
        {
            model.Add(new Conv2D(16, 3, padding: Padding.Same, useBias: false));
            model.Add(new BatchNormalization());
            model.Add(new ReLU());
            model.Add(new Dropout(0.2));
        }
        model.Add(new GlobalAveragePooling2D());
        model.Add(new Dense(4));
        model.Compile(
            new Adam(), new SparseCategoricalCrossentropy(fromLogits: true),
            options: new CompileOptions { Threads = threads, Checkpointing = how });
        var x = Tensor.From([.. Enumerable.Range(0, 32 * 12 * 12 * 3).Select(i => MathF.Sin(i * 0.37f))], [32, 12, 12, 3]);
        var y = Tensor.From([.. Enumerable.Range(0, 32).Select(i => i % 4)]);
        model.Fit(x, y, batchSize: 16, epochs: 2, verbose: Verbosity.Silent);
        return ([.. model.GetWeights().SelectMany(weight => weight.ToArray())], model.CompiledSteps.Max(step => step.ArenaBytes));
    }
}
