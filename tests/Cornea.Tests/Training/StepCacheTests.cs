using Shouldly;

namespace Cornea.Tests.Training;

public sealed class StepCacheTests
{
    private static Sequential Sequences()
    {
        var model = new Sequential { new LSTM(3, inputShape: [Shape.Unknown, 2]), new Dense(1) };
        model.Compile(new SGD(0.1), new MeanSquaredError());
        return model;
    }

    [Fact]
    public void Each_of_many_sequence_lengths_is_compiled_once()
    {
        var model = Sequences();
        var y = Tensor.Zeros([4, 1]);
        void Pass()
        {
            for (var length = 3; length < 23; length++)
                model.TrainOnBatch(Tensor.Ones([4, length, 2]), y);
        }

        Pass();
        var steps = model.CompiledSteps;
        steps.Count.ShouldBe(20);
        Pass();
        model.CompiledSteps.ShouldBe(steps, ignoreOrder: true);
        model.Fit(Dataset.FromGenerator(_ => Enumerable.Range(3, 20).Select(length => (Sample)(Tensor.Ones([4, length, 2]), y))),
            verbose: Verbosity.Silent);
        model.CompiledSteps.ShouldBe(steps, ignoreOrder: true);
    }

    [Fact]
    public void A_prediction_per_request_compiles_once()
    {
        var model = Sequences();
        CompiledFunction? first = null;
        for (var request = 0; request < 5; request++)
        {
            model.Predict(RandomKey.From(request).Normal([1, 4, 2]).Compute(), verbose: Verbosity.Silent);
            model.PredictOnBatch(Tensor.Ones([1, 4, 2]) * request);
            first ??= model.CompiledSteps.Single();
            model.CompiledSteps.ShouldHaveSingleItem().ShouldBeSameAs(first);
        }
    }

    [Fact]
    public void Fits_on_new_tensors_of_the_same_types_share_a_step_and_give_the_bits_of_one_that_holds_them()
    {
        static Sequential Make()
        {
            var model = new Sequential(seed: 3) { new Dense(5, Activation.Tanh, inputDim: 4), new Dropout(0.25), new Dense(2) };
            model.Compile(new Adam(), new MeanSquaredError());
            return model;
        }

        var (model, other) = (Make(), Make());
        for (var round = 0; round < 6; round++)
        {
            var x = RandomKey.From(round).Normal([20, 4]).Compute();
            var y = RandomKey.From(round + 100).Normal([20, 2]).Compute();
            model.Fit(x, y, batchSize: 8, epochs: 2, verbose: Verbosity.Silent);
            other.PlanTraining(x, y, batchSize: 8);
            other.Fit(x, y, batchSize: 8, epochs: 2, verbose: Verbosity.Silent);
        }
        model.GetWeights().SelectMany(weight => weight.ToArray()).ShouldBe(other.GetWeights().SelectMany(weight => weight.ToArray()));
        // Full and last batch of the first tensors, and of all others.
        model.CompiledSteps.Count.ShouldBe(4);
    }

    [Fact]
    public void Steps_keep_no_batch_alive()
    {
        var model = Sequences();
        WeakReference Predict()
        {
            var x = Tensor.Ones([1, 4, 2]).Compute();
            model.Predict(x, verbose: Verbosity.Silent);
            model.TrainOnBatch(x, Tensor.Zeros([1, 1]));
            return new WeakReference(x);
        }

        var batch = Predict();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        batch.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public void Parts_of_a_batch_fit_into_a_predictor()
    {
        var model = new Sequential(seed: 3) { new Dense(5, Activation.Tanh, inputDim: 4), new Dense(2) };
        var x = RandomKey.From(1).Normal([32, 4]).Compute();
        var expected = model.Predict(x, verbose: Verbosity.Silent).ToArray();
        var predictor = model.Prepare(32);
        foreach (var rows in (int[])[32, 1, 7, 31])
            predictor.Predict(x.AsSpan<float>()[..(rows * 4)]).ToArray().ShouldBe(expected[..(rows * 2)], 1e-6);
        var results = new float[64];
        predictor.Predict(x.AsSpan<float>()[..20], results).ShouldBe(10);
        results[..10].ShouldBe(expected[..10], 1e-6);
        Should.Throw<ArgumentException>(() => predictor.Predict(x.AsSpan<float>()[..6].ToArray()))
            .Message.ShouldContain("whole samples of 4 values");
        Should.Throw<ArgumentException>(() => predictor.Predict(new float[33 * 4])).Message.ShouldContain("received 132");
        Should.Throw<ArgumentException>(() => predictor.Predict(x.ToArray(), new float[3])).Message.ShouldContain("Give more room");
    }

    [Fact]
    public void Outputs_whose_first_axis_is_not_the_batch_come_out_whole_or_are_refused_by_name()
    {
        var table = new Sequential { new InputLayer(3), new Table() };
        var x = Tensor.Ones([4, 3]).Compute();
        foreach (var output in (Tensor[])[
            table.Predict(x, verbose: Verbosity.Silent), table.PredictOnBatch(x)[0], table.Predict(Dataset.From(x).Batch(4)).Single()])
        {
            output.Shape.ShouldBe([2, 3]);
            output.ToArray().ShouldBe([4f, 4f, 4f, 8f, 8f, 8f]);
        }
        Should.Throw<ShapeException>(() => table.Predict(x, batchSize: 3, verbose: Verbosity.Silent)).Message
            .ShouldContain("Output 'table' of model 'sequential' has shape (2, 3) for a batch of 3 samples");
        table.Prepare(4).Predict(x.ToArray()).ToArray().Length.ShouldBe(6);
        Should.Throw<ArgumentException>(() => table.Prepare(4).Predict(new float[3])).Message.ShouldContain("is not the batch");
    }

    /// <summary>Sums and twice the sums over the batch: (2, features).</summary>
    private sealed class Table() : Layer(null)
    {
        public override Tensors Call(Tensors inputs, CallContext context)
        {
            var sums = ((Tensor)inputs).Sum(0, keepDims: true);
            return Tensor.Concat([sums, sums * 2]);
        }
    }
}
