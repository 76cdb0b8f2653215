using Shouldly;

namespace Cornea.Tests.Callbacks;

public sealed class TensorBoardTests : IDisposable
{
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 40).Select(i => (i * 7 % 11 - 5) / 5f)], [10, 4]);
    private static readonly Tensor Y = X.Sum(1, keepDims: true);
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory();

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public void The_figures_of_the_epochs_stand_in_two_folders()
    {
        var model = Compiled();
        var history = model.Fit(X, Y, batchSize: 4, epochs: 2, verbose: Verbosity.Silent, validationSplit: 0.2,
            callbacks: [new TensorBoard(_scratch.FullName, writeSummary: false)]);

        Scalars("train").ShouldBe(
        [
            ("epoch_loss", 0, (float)history["loss"][0]), ("epoch_learning_rate", 0, 0.1f),
            ("epoch_loss", 1, (float)history["loss"][1]), ("epoch_learning_rate", 1, 0.1f),
        ]);
        Scalars("validation").ShouldBe(
        [
            ("evaluation_loss_vs_iterations", 2, (float)history["val_loss"][0]), ("epoch_loss", 0, (float)history["val_loss"][0]),
            ("evaluation_loss_vs_iterations", 4, (float)history["val_loss"][1]), ("epoch_loss", 1, (float)history["val_loss"][1]),
        ]);
    }

    [Fact]
    public void Every_file_begins_with_its_version_and_events_have_times()
    {
        var events = Written(file => file.Scalar("a", 1.5, 1L << 40));
        events[0].Text(3).ShouldBe("brain.Event:2");
        events.Count.ShouldBe(2);
        ((double)events[1][1].ShouldHaveSingleItem()).ShouldBe(86400.25);
        events[1][2].ShouldBe([1ul << 40]);
    }

    [Fact]
    public void Batches_and_the_model_are_written_when_asked_for()
    {
        var model = Compiled();
        var summary = model.SummaryText();
        model.Fit(X, Y, batchSize: 2, verbose: Verbosity.Silent, callbacks: [new TensorBoard(_scratch.FullName, updateFrequency: 2)]);
        Scalars("train").Where(scalar => scalar.Tag == "batch_loss").Select(scalar => scalar.Step).ShouldBe([2, 4]);
        var text = Values("train").Single(value => value.Value.Text(1) == "model").Value;
        text.Message(9).Message(1).Text(1).ShouldBe("text");
        var tensor = text.Message(8);
        tensor[1].ShouldBe([7ul]);
        tensor.Message(2).Message(2)[1].ShouldBe([1ul]);
        tensor.Text(8).ShouldBe("    " + summary.TrimEnd('\n').Replace("\n", "\n    ", StringComparison.Ordinal));
    }

    [Fact]
    public void Weights_are_written_as_histograms()
    {
        var model = Compiled();
        model.Fit(X, Y, epochs: 3, verbose: Verbosity.Silent, callbacks: [new TensorBoard(_scratch.FullName, histogramFrequency: 2)]);
        var kernels = Values("train").Where(value => value.Value.Text(1) == "dense/kernel/histogram").ToArray();
        kernels.Select(kernel => kernel.Step).ShouldBe([0, 2]);
        var weights = model.GetWeights()[0].ToArray();
        var histogram = kernels[1].Value.Message(5);
        histogram[1].ShouldBe([(double)weights.Min()]);
        histogram[2].ShouldBe([(double)weights.Max()]);
        histogram[3].ShouldBe([4.0]);
    }

    [Fact]
    public void A_histogram_counts_every_finite_value_once()
    {
        double[] values = [0, 1.05, 1.15, 2.95, 3, double.NaN, double.PositiveInfinity];
        var histogram = Histogram(values);
        histogram[3].ShouldBe([5.0]);
        ((double)histogram[4][0]).ShouldBe(8.15, 1e-12);
        var (limits, counts) = (histogram.Doubles(6), histogram.Doubles(7));
        limits.Length.ShouldBe(30);
        limits[^1].ShouldBe(3);
        counts.Select((count, i) => (i, count)).Where(bucket => bucket.count > 0).ShouldBe([(0, 1.0), (10, 1.0), (11, 1.0), (29, 2.0)]);

        var constant = Histogram([2, 2, 2]);
        constant.Doubles(6).ShouldBe([2.5]);
        constant.Doubles(7).ShouldBe([3.0]);
        Histogram([]).Doubles(7).ShouldBe([0.0]);

        Dictionary<int, List<object>> Histogram(double[] all) => Written(file => file.Histogram("h", all, 0))[^1].Message(5).Message(1)
            .Message(5);
    }

    private static Sequential Compiled()
    {
        var model = new Sequential { new Dense(1, inputDim: 4) };
        model.Compile(new SGD(0.1), new MeanSquaredError());
        return model;
    }

    private List<Dictionary<int, List<object>>> Written(Action<SummaryWriter> write)
    {
        using var file = new SummaryWriter(_scratch.FullName, new SetClock());
        write(file);
        file.Dispose();
        return EventReader.Read(file.Path);
    }

    private IEnumerable<(long Step, Dictionary<int, List<object>> Value)> Values(string folder) =>
        EventReader.Read(Directory.GetFiles(Path.Combine(_scratch.FullName, folder)).ShouldHaveSingleItem()).Skip(1)
            .Select(one => ((long)(ulong)one[2][0], one.Message(5).Message(1)));

    private (string Tag, long Step, float Value)[] Scalars(string folder) =>
        [.. Values(folder).Where(value => value.Value.ContainsKey(2))
        .Select(value => (value.Value.Text(1), value.Step, (float)value.Value[2].ShouldHaveSingleItem()))];

    private sealed class SetClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(1).AddMilliseconds(250);
    }
}
