using Shouldly;

namespace Cornea.Tests.Training;

public sealed class TrainingStateTests : IDisposable
{
    private const int Epochs = 4;
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 88).Select(i => (i * 7 % 11 - 5) / 5f)], [22, 4]);
    private static readonly Tensor Y = X.Sum(1, keepDims: true).Square().Compute();
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory();

    public void Dispose() => _scratch.Delete(recursive: true);

    // 22 samples in batches of 4 are 6 steps a pass.
    [Theory]
    [InlineData("tensors", 3, null)]
    [InlineData("tensors", 8, 5)]
    [InlineData("dataset", 3, null)]
    [InlineData("dataset", 6, null)]
    [InlineData("dataset", 15, null)]
    [InlineData("dataset", 8, 5)]
    [InlineData("dataset", 13, 4)]
    [InlineData("stream", 9, null)]
    [InlineData("stream", 13, 4)]
    public void A_training_that_died_goes_on_from_its_backup_to_the_same_bits(string kind, int deathAfter, int? stepsPerEpoch)
    {
        var whole = new Program(kind, seed: 3);
        whole.Fit(stepsPerEpoch);
        var folder = Path.Combine(_scratch.FullName, "backup");
        Should.Throw<TimeoutException>(() => new Program(kind, seed: 3).Fit(
            stepsPerEpoch, new BackupAndRestore(folder, saveFrequency: 2), deathAfter));
        var resumed = new Program(kind, seed: 9);
        resumed.Fit(stepsPerEpoch, new BackupAndRestore(folder, saveFrequency: 2));
        resumed.Bits().ShouldBe(whole.Bits());
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Theory]
    [InlineData("tensors")]
    [InlineData("dataset")]
    public void The_state_is_one_object_that_a_callback_of_ones_own_takes_and_that_is_set_before_Fit(string kind)
    {
        var whole = new Program(kind, seed: 3);
        whole.Fit(null);

        var keeper = new Keeper(atStep: 9);
        new Program(kind, seed: 3).Fit(null, keeper);
        var path = Path.Combine(_scratch.FullName, "state.safetensors");
        keeper.Kept!.Save(path);
        var state = TrainingState.Load(path);
        (state.Epoch, state.Step, state.TrainedSteps).ShouldBe((1, 3, 9));

        var resumed = new Program(kind, seed: 7);
        resumed.Model.Trainer.SetState(state);
        // The weights are there at once.
        resumed.Model.GetWeights()[0].ToArray().ShouldBe(state.Tensors["weights/0000/dense/kernel"].ToArray());
        resumed.Fit(null, new Keeper(atStep: -1));
        resumed.Bits().ShouldBe(whole.Bits());
    }

    [Fact]
    public void A_training_that_was_canceled_in_its_validation_goes_on_with_it()
    {
        var whole = new Program("dataset", seed: 3);
        whole.Fit(null);
        var folder = Path.Combine(_scratch.FullName, "backup");
        using var cancel = new CancellationTokenSource();
        var validations = 0;
        var stopper = new TestBegin(() =>
        {
            if (++validations == 2)
                cancel.Cancel();
        });
        new Program("dataset", seed: 3).Fit(null, new BackupAndRestore(folder), cancellation: cancel.Token, other: stopper)
            .WasCanceled.ShouldBeTrue();
        var resumed = new Program("dataset", seed: 5);
        resumed.Fit(null, new BackupAndRestore(folder), other: new TestBegin(() => { }));
        resumed.Bits().ShouldBe(whole.Bits());
    }

    [Fact]
    public void The_state_of_another_training_is_refused_with_all_that_differs()
    {
        var state = new Program("tensors", seed: 3).Started();
        var other = new Sequential { new Dense(5, inputDim: 4), new Dense(1) };
        other.Compile(new SGD(0.1), new MeanSquaredError());
        var before = other.GetWeights()[0].ToArray();
        var refused = Should.Throw<InvalidOperationException>(() => other.Trainer.SetState(state)).Message;
        refused.ShouldContain("'weights/0000/dense/kernel' is float32 (4, 6) there and float32 (4, 5) here");
        refused.ShouldContain("it has no 'weights/0002/dense_1/kernel'");
        other.GetWeights()[0].ToArray().ShouldBe(before);

        var same = new Program("tensors", seed: 3).Model;
        same.Trainer.SetState(state);
        var message = Should.Throw<InvalidOperationException>(
            () => same.Fit(X[..20], Y[..20], batchSize: 8, verbose: Verbosity.Silent, callbacks: [new TerminateOnNaN()])).Message;
        message.ShouldContain("an epoch had 6 steps there and has 3 here");
        message.ShouldContain("a batch had 4 samples there and has 8 here");
        message.ShouldContain("it had 22 samples there and has 20 here");
        message.ShouldContain("it had the callbacks  there and has TerminateOnNaN here");
    }

    [Theory]
    [InlineData(20, 4, "it had 22 samples there and has 20 here")]
    [InlineData(21, 4, "it had 22 samples there and has 21 here")] // as many batches
    [InlineData(22, 5, "a batch had 4 samples there and has 5 here")]
    public void A_dataset_of_other_batches_is_refused(int rows, int batchSize, string difference)
    {
        var keeper = new Keeper(atStep: 9);
        new Program("dataset", seed: 3).Fit(null, keeper);
        var other = new Program("dataset", seed: 3).Model;
        other.Trainer.SetState(keeper.Kept!);
        Should.Throw<InvalidOperationException>(
            () => other.Fit(Dataset.From(X[..rows], Y[..rows]).Shuffle(seed: 11).Batch(batchSize), 4, Verbosity.Silent))
            .Message.ShouldContain(difference);
    }

    [Fact]
    public void A_changed_byte_anywhere_in_a_saved_state_is_noticed()
    {
        var path = Path.Combine(_scratch.FullName, "state.safetensors");
        new Program("tensors", seed: 3).Started().Save(path);
        var whole = File.ReadAllBytes(path);
        for (var at = 0; at < whole.Length; at += 7)
        {
            var changed = (byte[])whole.Clone();
            changed[at] ^= 0x10;
            File.WriteAllBytes(path, changed);
            Exception? thrown = null;
            try
            {
                _ = TrainingState.Load(path);
            }
            catch (Exception exception) when (exception is MalformedFileException or InvalidDataException)
            {
                thrown = exception; // InvalidDataException where the format's own name is hit
            }
            thrown.ShouldNotBeNull($"byte {at} of {whole.Length}");
        }
    }

    private sealed class Program
    {
        private readonly string _kind;

        public Program(string kind, long seed)
        {
            _kind = kind;
            Model = new Sequential([new Dense(6, Activation.Relu, inputDim: 4), new BatchNormalization(), new Dropout(0.3), new Dense(1)],
                seed: seed);
            Model.Compile(new Adam(0.05, useEma: true, emaMomentum: 0.8), new MeanSquaredError(), [new MeanAbsoluteError()]);
            Model.Warned = _ => { };
        }

        public Sequential Model { get; }

        private History? History { get; set; }

        public History Fit(int? stepsPerEpoch, Callback? first = null, int? deathAfter = null, CancellationToken cancellation = default,
            Callback? other = null)
        {
            var steps = 0;
            List<Callback> callbacks =
            [
                first ?? new Keeper(-1),
                new ReduceLROnPlateau("loss", factor: 0.5, patience: 1, minDelta: 0.05),
                new EarlyStopping("val_loss", patience: 3, restoreBestWeights: true),
                other ?? new TestBegin(() => { }),
                new LambdaCallback { TrainBatchEnd = (_, _) => { if (++steps == deathAfter) throw new TimeoutException("killed"); } },
            ];
            var validation = Dataset.From(X[..6], Y[..6]).Batch(3);
            History = _kind == "tensors"
                ? Model.Fit(X, Y, batchSize: 4, epochs: Epochs, verbose: Verbosity.Silent, validationData: (X[..6], Y[..6]),
                    validationBatchSize: 3,
                    callbacks: callbacks, stepsPerEpoch: stepsPerEpoch, cancellationToken: cancellation)
                : Model.Fit(Data(), Epochs, Verbosity.Silent, validation, callbacks: callbacks, stepsPerEpoch: stepsPerEpoch,
                    cancellationToken: cancellation);
            return History;
        }

        public double[] Bits() =>
        [
            .. Model.GetWeights().SelectMany(weight => weight.ToArray<double>()),
            .. Model.Optimizer!.Variables.SelectMany(variable => variable.ToTensor().ToArray<double>()),
            .. History!.SelectMany(metric => metric.Value), .. History!.Epochs.Select(epoch => (double)epoch),
        ];

        /// <summary>The state after one step, without callbacks.</summary>
        public TrainingState Started()
        {
            TrainingState? state = null;
            var model = Model;
            model.Fit(X, Y, batchSize: 4, stepsPerEpoch: 6, verbose: Verbosity.Silent);
            state = model.Trainer.GetState();
            return state;
        }

        private Dataset Data()
        {
            var shuffled = Dataset.From(X, Y).Shuffle(seed: 11).Batch(4);
            return _kind == "dataset" ? shuffled : Dataset.FromGenerator(pass => shuffled.Pass(pass));
        }
    }

    private sealed class Keeper(long atStep) : Callback
    {
        public TrainingState? Kept { get; private set; }

        public override void OnPositionReached(TrainingPosition position)
        {
            if (Trainer.TrainedSteps == atStep && position.Step > 0)
                Kept = Trainer.GetState();
        }

    }

    private sealed class TestBegin(Action told) : Callback
    {
        public override void OnTestBegin() => told();
    }
}
