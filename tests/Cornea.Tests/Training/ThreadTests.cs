using Shouldly;

namespace Cornea.Tests.Training;

/// <summary>One model, many threads: no answer is another thread's.</summary>
public sealed class ThreadTests
{
    private const int Threads = 4;

    private static Sequential Network(bool isBuilt = true)
    {
        var model = new Sequential(seed: 5)
        {
            new Dense(16, Activation.Tanh, inputDim: isBuilt ? 8 : null), new Dense(8, Activation.Relu), new SlowToBuild(), new Dense(3,
                Activation.Softmax),
        };
        model.Compile(new SGD(0.1), new CategoricalCrossentropy(), [new Accuracy()]);
        return model;
    }

    private static Tensor Rows(int seed, int rows = 3) => RandomKey.From(seed).Normal([rows, 8]).Compute();

    private static Tensor Labels(int rows) => OneHot.Encode(Tensor.From([.. Enumerable.Range(0, rows).Select(i => i % 3)], [rows]), 3)
        .Compute();

    // Runs the work on threads that begin together; returns how many answers were wrong and how many calls threw.
    private static (int Wrong, int Thrown) Together(int calls, Func<int, int, bool> isRight)
    {
        var (wrong, thrown) = (0, 0);
        using var start = new Barrier(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            for (var call = 0; call < calls; call++)
            {
                try
                {
                    if (!isRight(thread, call))
                        Interlocked.Increment(ref wrong);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref thrown);
                }
            }
        }))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return (wrong, thrown);
    }

    [Fact]
    public void Four_thousand_predictions_on_batches_are_right()
    {
        var model = Network();
        Tensor[] inputs = [.. Enumerable.Range(0, Threads).Select(seed => Rows(seed))];
        float[][] expected = [.. inputs.Select(x => model.PredictOnBatch(x)[0].ToArray())];
        Together(1000, (thread, _) => model.PredictOnBatch(inputs[thread])[0].ToArray().AsSpan().SequenceEqual(expected[thread]))
            .ShouldBe((0, 0));
    }

    [Fact]
    public void Predictions_and_evaluations_of_other_lengths_are_right_and_so_are_the_first_that_build_the_model()
    {
        Tensor[] inputs = [.. Enumerable.Range(0, Threads).Select(seed => Rows(seed, 40 + seed))];
        var reference = Network();
        float[][] outputs = [.. inputs.Select(x => reference.Predict(x, batchSize: 16, verbose: Verbosity.Silent).ToArray())];
        double[][] losses = [.. inputs.Select(x => reference.Evaluate(x, Labels(x.Shape[0]), batchSize: 16, verbose: Verbosity.Silent)
            .ToArray())];
        var model = Network(isBuilt: false);
        Together(40, (thread, call) => call % 2 == 0
            ? model.Predict(inputs[thread], batchSize: 16, verbose: Verbosity.Silent).ToArray().AsSpan().SequenceEqual(outputs[thread])
            : model.Evaluate(inputs[thread], Labels(inputs[thread].Shape[0]), batchSize: 16, verbose: Verbosity.Silent)
                .SequenceEqual(losses[thread]))
            .ShouldBe((0, 0));
    }

    [Fact]
    public void Lazy_inputs_and_datasets_are_right_too()
    {
        var model = Network();
        Tensor[] inputs = [.. Enumerable.Range(0, Threads).Select(seed => Rows(seed, 20 + seed))];
        float[][] outputs = [.. inputs.Select(x => model.Predict(x * 2, batchSize: 8, verbose: Verbosity.Silent).ToArray())];
        Together(10, (thread, call) => call % 2 == 0
            ? model.Predict(inputs[thread] * 2, batchSize: 8, verbose: Verbosity.Silent).ToArray().AsSpan().SequenceEqual(outputs[thread])
            : model.Predict(Dataset.From((inputs[thread] * 2).Compute()).Batch(8)).SelectMany(batch => batch.ToArray())
                .SequenceEqual(outputs[thread]))
            .ShouldBe((0, 0));
    }

    [Fact]
    public void Evaluating_beside_a_training_disturbs_neither()
    {
        var (x, y) = (Rows(1, 64), Labels(64));
        var alone = Network();
        var expected = alone.Fit(x, y, batchSize: 8, epochs: 12, verbose: Verbosity.Silent);
        var model = Network();
        using var done = new CancellationTokenSource();
        var finite = true;
        var beside = new Thread(() =>
        {
            while (!done.IsCancellationRequested)
                finite &= model.Evaluate(x, y, verbose: Verbosity.Silent).All(double.IsFinite);
        });
        beside.Start();
        var history = model.Fit(x, y, batchSize: 8, epochs: 12, verbose: Verbosity.Silent);
        done.Cancel();
        beside.Join();
        history["loss"].ShouldBe(expected["loss"]);
        history["accuracy"].ShouldBe(expected["accuracy"]);
        finite.ShouldBeTrue();
    }

    [Fact]
    public void Predictors_are_prepared_and_run_side_by_side()
    {
        var model = Network();
        Tensor[] inputs = [.. Enumerable.Range(0, Threads).Select(seed => Rows(seed, 1))];
        float[][] expected = [.. inputs.Select(x => model.Prepare().Predict(x.ToArray()).ToArray())];
        Together(20, (thread, _) =>
        {
            var predictor = model.Prepare(options: new CompileOptions { Threads = 1 });
            for (var i = 0; i < 20; i++)
            {
                if (!predictor.Predict(inputs[thread].AsSpan<float>()).SequenceEqual(expected[thread]))
                    return false;
            }
            return true;
        }).ShouldBe((0, 0));
    }

    [Fact]
    public void A_predictor_that_threads_share_throws_rather_than_answer_wrong()
    {
        var model = Network();
        Tensor[] inputs = [.. Enumerable.Range(0, Threads).Select(seed => Rows(seed, 1))];
        float[][] expected = [.. inputs.Select(x => model.Prepare().Predict(x.ToArray()).ToArray())];
        var shared = model.Prepare(options: new CompileOptions { Threads = 1 });
        Together(500, (thread, _) => shared.Predict(inputs[thread].AsSpan<float>()).SequenceEqual(expected[thread])).Wrong.ShouldBe(0);

        var spans = model.Prepare(options: new CompileOptions { Threads = 1 });
        var (wrong, thrown) = Together(500, (thread, _) =>
        {
            inputs[thread].AsSpan<float>().CopyTo(spans.Input);
            spans.Run();
            return spans.Output.SequenceEqual(expected[thread]);
        });
        // The first thread has it; the others get nothing.
        (wrong, thrown).ShouldBe((0, 500 * (Threads - 1)));
        spans.Release();
        spans.Run();
    }

    /// <summary>Does nothing; its weight is made at the first call.</summary>
    private sealed class SlowToBuild() : Layer(null)
    {
        private Variable? _factor;

        protected override void Build(IReadOnlyList<Shape> inputs)
        {
            Thread.Sleep(1); // long enough for another thread to come
            _factor = AddWeight("factor", [inputs[0][^1]], new Ones());
        }

        public override Tensors Call(Tensors inputs, CallContext context) => (Tensor)inputs * _factor!;
    }
}
