using Shouldly;

namespace Cornea.Tests.Training;

[Collection(nameof(AloneCollection))]
public sealed class AllocationTests
{
    private const int Samples = 656;
    private const int Batch = 32;
    private const int FullSteps = Samples / Batch;
    private static readonly Tensor Pixels = Tensor.From([.. Enumerable.Range(0, Samples * 64).Select(i => (byte)(i * 37 % 251))],
        [Samples, 8, 8]);
    private static readonly Tensor Y = OneHot.Encode(Tensor.From([.. Enumerable.Range(0, Samples).Select(i => i % 5)], [Samples]), 5);

    // Lazy, as the lecture writes it: each step computes its own rows.
    private static Tensor X => Pixels.ToFloat32() / 255f;

    private static Sequential Network(Optimizer optimizer, int threads)
    {
        var model = new Sequential
        {
            new Flatten(inputShape: [8, 8]),
            new Dense(96, Activation.Relu),
            new Dropout(0.25),
            new Dense(5, Activation.Softmax),
        };
        model.Compile(optimizer, new CategoricalCrossentropy(), [new Accuracy()], options: new CompileOptions { Threads = threads });
        return model;
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void A_training_step_after_the_second_allocates_nothing(int threads, bool adam)
    {
        var model = Network(adam ? new Adam() : new RMSprop(), threads);
        var meter = new AllocationMeter();
        model.Fit(X, Y, batchSize: Batch, epochs: 12, verbose: Verbosity.Silent, validationSplit: 0.2, callbacks: [meter]);

        // The last step of an epoch is smaller and compiles its own plan in the first epoch.
        var steps = (int)Math.Ceiling(Samples * 0.8 / Batch);
        meter.Steps.Count.ShouldBe(12 * (steps - 1));
        meter.Steps.Skip(2).Where(bytes => bytes != 0).ShouldBeEmpty();
        // Of all threads together. The runtime's own threads may allocate in an epoch or two, not in each.
        meter.Epochs.Min().ShouldBe(0);
    }

    [Fact]
    public void Reading_the_figures_after_each_step_keeps_the_steps_themselves_free_of_allocation()
    {
        var model = Network(new RMSprop(), 1);
        var seen = 0;
        var meter = new AllocationMeter();
        // The meter stands first, so that what it sees of a step ends before the reader reads.
        var reader = new LambdaCallback { TrainBatchEnd = (_, logs) => seen += double.IsFinite(logs["loss"]) ? 1 : 0 };
        model.Fit(X, Y, batchSize: Batch, epochs: 2, verbose: Verbosity.Silent, callbacks: [meter, reader]);

        seen.ShouldBe(2 * (FullSteps + 1));
        meter.Running.Skip(2).Where((_, i) => i != FullSteps - 2).Where(bytes => bytes != 0).ShouldBeEmpty();
    }

    [Fact]
    public void Two_hundred_fits_of_new_models_leave_the_memory_as_it_was()
    {
        var memory = new List<(long Heap, long Resident)>();
        for (var i = 0; i < 200; i++)
        {
            var model = Network(new RMSprop(), 2);
            model.Fit(X, Y, batchSize: Batch, epochs: 1, verbose: Verbosity.Silent, validationSplit: 0.2);
            if (i % 50 == 49)
                memory.Add((GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet));
        }

        // One fit holds about 0.5 MB: keeping every tenth alive would show.
        (memory[^1].Heap - memory[0].Heap).ShouldBeLessThan(1 << 20);
        (memory[^1].Resident - memory[0].Resident).ShouldBeLessThan(64 << 20);
    }

    [Fact]
    public void Two_hundred_fits_of_one_model_on_new_data_leave_the_memory_as_it_was()
    {
        var model = Network(new RMSprop(), 2);
        var memory = new List<(long Heap, long Resident)>();
        for (var i = 0; i < 200; i++)
        {
            // Another tensor each time: its steps are compiled anew, and the old ones must go.
            model.Fit(X, Y, batchSize: Batch, epochs: 1, verbose: Verbosity.Silent, validationSplit: 0.2);
            if (i % 50 == 49)
                memory.Add((GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet));
        }

        (memory[^1].Heap - memory[0].Heap).ShouldBeLessThan(1 << 20);
        (memory[^1].Resident - memory[0].Resident).ShouldBeLessThan(64 << 20);
    }
}
