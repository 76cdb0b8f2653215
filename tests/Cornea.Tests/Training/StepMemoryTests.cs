using Shouldly;

namespace Cornea.Tests.Training;

public sealed class StepMemoryTests
{
    [Fact]
    public void The_training_loop_allocates_nothing_in_a_step()
    {
        var x = Tensor.From([.. Enumerable.Range(0, 400).Select(i => (byte)i)], [100, 4]).ToFloat32() / 255f;
        var y = OneHot.Encode(Tensor.From([.. Enumerable.Range(0, 100).Select(i => i % 3)]), 3);
        var model = new Sequential { new Dense(8, Activation.Relu, inputDim: 4), new Dropout(0.5), new Dense(3, Activation.Softmax) };
        model.Compile(new Adam(), new CategoricalCrossentropy(), [new Accuracy()], options: new CompileOptions { Threads = 1 });
        long before = 0, after = 0;
        var watch = new LambdaCallback
        {
            TrainBatchEnd = (batch, _) =>
            {
                if (batch == 2)
                    before = GC.GetAllocatedBytesForCurrentThread();
                if (batch == 48)
                    after = GC.GetAllocatedBytesForCurrentThread();
            },
        };
        model.Fit(x, y, batchSize: 2, epochs: 2, verbose: Verbosity.Silent, callbacks: [watch]);

        // What the compiled step itself allocates is the engine's matter and is taken off.
        var step = model.Trainer.Steps.Rows(StepKind.Train, model.Trainer, TrainingData.Create("Fit", x, y, default), 2);
        step.Run();
        var start = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 46; i++)
            step.Run();
        var engine = GC.GetAllocatedBytesForCurrentThread() - start;
        (after - before).ShouldBe(engine);
    }
}
