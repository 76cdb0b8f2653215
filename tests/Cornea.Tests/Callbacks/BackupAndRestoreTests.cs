using Shouldly;

namespace Cornea.Tests.Callbacks;

public sealed class BackupAndRestoreTests : IDisposable
{
    private const int Epochs = 4;
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 88).Select(i => (i * 7 % 11 - 5) / 5f)], [22, 4]);
    private static readonly Tensor Y = X.Sum(1, keepDims: true).Square();
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory();

    public void Dispose() => _scratch.Delete(recursive: true);

    // 22 samples in batches of 4: 18 for training, so 5 steps an epoch.
    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(5, null)]
    [InlineData(6, null)]
    [InlineData(13, null)]
    [InlineData(19, null)]
    [InlineData(15, null)]
    [InlineData(3, 7)]
    [InlineData(9, 7)]
    [InlineData(14, 7)]
    [InlineData(25, 7)]
    public void A_training_that_died_and_is_started_again_ends_with_the_same_bits(int deathAfter, int? stepsPerEpoch)
    {
        var whole = Run(new Program(seed: 3), null, stepsPerEpoch);
        var folder = Path.Combine(_scratch.FullName, "backup");
        Should.Throw<OperationCanceledException>(
            () => Run(new Program(seed: 3), new BackupAndRestore(folder, saveFrequency: 2), stepsPerEpoch, deathAfter));
        // The second process begins with another seed: all that matters stands in the backup.
        var resumed = Run(new Program(seed: deathAfter == 1 ? 3 : 9), new BackupAndRestore(folder, saveFrequency: 2), stepsPerEpoch);

        resumed.Weights.ShouldBe(whole.Weights);
        resumed.Optimizer.ShouldBe(whole.Optimizer);
        resumed.History.Epochs.ShouldBe(whole.History.Epochs);
        resumed.History.Names.ShouldBe(whole.History.Names);
        foreach (var name in whole.History.Names)
            resumed.History[name].ShouldBe(whole.History[name], name);
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public void A_training_that_was_cancelled_goes_on_amid_its_epoch()
    {
        var whole = Run(new Program(seed: 3), null, null);
        var folder = Path.Combine(_scratch.FullName, "backup");
        using var stop = new CancellationTokenSource();
        var steps = 0;
        var history = Run(new Program(seed: 3), new BackupAndRestore(folder), null, cancellation: stop.Token, each: () =>
        {
            if (++steps == 8)
                stop.Cancel();
        }).History;
        history.WasCanceled.ShouldBeTrue();
        Directory.GetFiles(folder).Select(file => file[^"-000000000005.safetensors".Length..])
            .ShouldBe(["-000000000005.safetensors", "-000000000008.safetensors"], ignoreOrder: true);
        Run(new Program(seed: 3), new BackupAndRestore(folder), null).Weights.ShouldBe(whole.Weights);
    }

    [Fact]
    public void A_damaged_backup_is_passed_over_and_what_a_killed_write_left_is_removed()
    {
        var whole = Run(new Program(seed: 3), null, null);
        var folder = Path.Combine(_scratch.FullName, "backup");
        Should.Throw<OperationCanceledException>(() => Run(new Program(seed: 3), new BackupAndRestore(folder, saveFrequency: 1), null, 9));
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToArray();
        files.Length.ShouldBe(2);
        File.WriteAllBytes(files[1], File.ReadAllBytes(files[1])[..^100]);
        var torn = files[1] + ".tmp-1-0";
        File.WriteAllText(torn, "half");
        var program = new Program(seed: 3);
        var warnings = new List<TrainingWarning>();
        program.Model.Warned = warnings.Add;
        Run(program, new BackupAndRestore(folder, saveFrequency: 1, deleteBackup: false), null).Weights.ShouldBe(whole.Weights);
        warnings.ShouldHaveSingleItem().Kind.ShouldBe(TrainingWarningKind.Backup);
        File.Exists(torn).ShouldBeFalse();
        Directory.GetFiles(folder).Length.ShouldBe(2);
    }

    [Fact]
    public void A_backup_of_another_training_is_refused()
    {
        var folder = Path.Combine(_scratch.FullName, "backup");
        Should.Throw<OperationCanceledException>(() => Run(new Program(seed: 3), new BackupAndRestore(folder, saveFrequency: 1), null, 9));
        var other = new Program(seed: 3, units: 5);
        Should.Throw<InvalidOperationException>(() => Run(other, new BackupAndRestore(folder), null)).Message.ShouldContain(
            "but cannot go on from it. The state is of another training: 'weights/0000/dense/kernel' is float32 (4, 6) there and float32 "
                + "(4, 5) here");
        Should.Throw<InvalidOperationException>(() => Run(new Program(seed: 3), new BackupAndRestore(folder), 3)).Message.ShouldContain(
            "an epoch had 5 steps there and has 3 here");
    }

    [Fact]
    public void A_network_whose_weights_would_fit_is_refused_where_it_computes_something_else()
    {
        var folder = Path.Combine(_scratch.FullName, "backup");
        Should.Throw<OperationCanceledException>(() => Run(new Program(seed: 3), new BackupAndRestore(folder, saveFrequency: 1), null, 9));
        var message = Should.Throw<InvalidOperationException>(
            () => Run(new Program(seed: 3, activation: Activation.Tanh, loss: new MeanAbsoluteError()), new BackupAndRestore(folder), null))
            .Message;
        message.ShouldContain("layers[1].config.activation is \"relu\" there and \"tanh\" here");
        message.ShouldContain("loss 0.class_name is \"MeanSquaredError\" there and \"MeanAbsoluteError\" here");
    }

    [Fact]
    public void A_backup_of_the_first_form_is_still_read()
    {
        var folder = Path.Combine(_scratch.FullName, "backup");
        Directory.CreateDirectory(folder);
        var fixture = Path.Combine(House.Repository.Root, "tests", "fixtures", "formats", "backup-000000000009.safetensors");
        File.Copy(fixture, Path.Combine(folder, Path.GetFileName(fixture)));
        var whole = First(null);
        First(new BackupAndRestore(folder)).ShouldBe(whole);
        Directory.Exists(folder).ShouldBeFalse();

        static double[] First(BackupAndRestore? backup)
        {
            var model = new Sequential([new Dense(6, Activation.Relu, inputDim: 4), new Dense(1)], seed: 3);
            model.Compile(new Adam(0.05), new MeanSquaredError(), [new MeanAbsoluteError()]);
            var history = model.Fit(X, Y, batchSize: 4, epochs: 4, verbose: Verbosity.Silent,
                callbacks: [.. backup is null ? (Callback[])[] : [backup], new LambdaCallback()]);
            return [.. model.GetWeights().SelectMany(weight => weight.ToArray<double>()), .. history.SelectMany(metric => metric.Value)];
        }
    }

    [Fact]
    public void A_disk_that_is_full_ends_the_training_or_not_as_one_likes_and_the_last_backup_stays()
    {
        var folder = Path.Combine(_scratch.FullName, "backup");
        var program = new Program(seed: 3);
        var warnings = new List<TrainingWarning>();
        program.Model.Warned = warnings.Add;
        // A folder under the name of the file makes each write fail, for administrators too.
        Run(program, new BackupAndRestore(folder, keepTraining: true), null, each: () => Block(folder, 10));
        warnings.ShouldHaveSingleItem().Kind.ShouldBe(TrainingWarningKind.Backup);
        warnings[0].Message.ShouldContain("The checkpoint of step 10 needs about ");
        warnings[0].Message.ShouldContain("-000000000005.safetensors'; a training can go on from there. The training goes on.");
        Directory.Delete(folder, recursive: true);

        Should.Throw<IOException>(() => Run(new Program(seed: 3), new BackupAndRestore(folder), null, each: () => Block(folder, 10)));
        var whole = Run(new Program(seed: 3), null, null);
        foreach (var blocked in Directory.GetDirectories(folder))
            Directory.Delete(blocked);
        Run(new Program(seed: 3), new BackupAndRestore(folder), null).Weights.ShouldBe(whole.Weights);

        static void Block(string folder, int step)
        {
            const string fifth = "-000000000005.";
            if (CheckpointFolder.List(folder) is [{ } last, ..] && last.Contains(fifth, StringComparison.Ordinal))
                Directory.CreateDirectory(last.Replace(fifth, $"-{step:D12}.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Weights_that_a_step_destroyed_are_not_kept_though_its_loss_was_finite()
    {
        var folder = Path.Combine(_scratch.FullName, "backup");
        var model = new Sequential([new Dense(1, inputDim: 4)], seed: 3);
        model.Compile(new SGD(0.01), new MeanSquaredError());
        model.Warned = _ => { };
        var steps = 0;
        Should.Throw<OperationCanceledException>(() => model.Fit(X, Y, batchSize: 4, epochs: 2, verbose: Verbosity.Silent, callbacks:
        [
            new LambdaCallback
            {
                TrainBatchEnd = (_, _) =>
                {
                    if (++steps == 3)
                        model.SetWeights([.. model.GetWeights().Select(weight => (weight * float.NaN).Compute())]);
                },
            },
            new BackupAndRestore(folder, saveFrequency: 1),
            new LambdaCallback { TrainBatchEnd = (_, _) => { if (steps == 4) throw new OperationCanceledException("killed"); } },
        ]));
        CheckpointFolder.List(folder).Select(file => TrainingState.Load(file).TrainedSteps).ShouldBe([2, 1]);
    }

    [Fact]
    public void The_states_of_stateful_layers_go_on_too()
    {
        var x = RandomKey.From(5).Uniform([8, 3, 2]).Compute();
        var y = x.Sum([1, 2]).ExpandDims(1).Compute();
        var whole = Fit(null, null);
        var folder = Path.Combine(_scratch.FullName, "backup");
        Should.Throw<OperationCanceledException>(() => Fit(new BackupAndRestore(folder, saveFrequency: 1), 3));
        Fit(new BackupAndRestore(folder, saveFrequency: 1), null).ShouldBe(whole);

        float[] Fit(BackupAndRestore? backup, int? deathAfter)
        {
            var model = new Sequential([new LSTM(3, stateful: true, inputShape: [3, 2]), new Dense(1)], seed: 4);
            model.Compile(new SGD(0.1), new MeanSquaredError());
            var steps = 0;
            List<Callback> callbacks =
                [new LambdaCallback { TrainBatchEnd =
                (_, _) => { if (steps++ == deathAfter) throw new OperationCanceledException("killed"); } }];
            if (backup is not null)
                callbacks.Insert(0, backup);
            model.Fit(x, y, batchSize: 4, epochs: 3, verbose: Verbosity.Silent, shuffle: false, callbacks: callbacks);
            return [.. model.GetWeights().SelectMany(weight => weight.ToArray())];
        }
    }

    private static Outcome Run(Program program, BackupAndRestore? backup, int? stepsPerEpoch, int? deathAfter = null,
        CancellationToken cancellation = default, Action? each = null)
    {
        var steps = 0;
        List<Callback> callbacks =
        [
            new SwapEMAWeights(swapOnEpoch: true),
            new LearningRateScheduler((epoch, rate) => epoch == 0 ? rate : rate * 0.9),
            new ReduceLROnPlateau("loss", factor: 0.5, patience: 1, minDelta: 0.05),
            new EarlyStopping("val_loss", patience: 3, restoreBestWeights: true),
            new LambdaCallback
            {
                TrainBatchEnd = (_, _) =>
                {
                    each?.Invoke();
                    if (steps++ == deathAfter)
                        throw new OperationCanceledException("killed");
                },
            },
        ];
        if (backup is not null)
            callbacks.Insert(0, backup);
        var history = program.Model.Fit(
            X, Y, batchSize: 4, epochs: Epochs, verbose: Verbosity.Silent, validationSplit: 0.2, callbacks: callbacks,
            stepsPerEpoch: stepsPerEpoch, cancellationToken: cancellation);
        return new Outcome(
            history,
            [.. program.Model.GetWeights().SelectMany(weight => weight.ToArray())],
            [.. program.Model.Optimizer!.Variables.SelectMany(variable => variable.ToTensor().Cast(DType.Float32).ToArray())]);
    }

    private sealed record Outcome(History History, float[] Weights, float[] Optimizer);

    private sealed class Program
    {
        public Program(long seed, int units = 6, Activation? activation = null, Loss? loss = null)
        {
            Model = new Sequential(
                [new Dense(units, activation ?? Activation.Relu, inputDim: 4), new BatchNormalization(), new Dropout(0.3), new Dense(1)],
                seed: seed);
            Model.Compile(new Adam(0.05, useEma: true, emaMomentum: 0.8), loss ?? new MeanSquaredError(), [new MeanAbsoluteError()]);
        }

        public Sequential Model { get; }
    }
}
