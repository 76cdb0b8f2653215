using Shouldly;

namespace Cornea.Tests.Data;

public sealed class TimeSeriesTests
{
    // The first example of Keras's documentation: the numbers 0 to 98.
    [Fact]
    public void Windows_are_those_of_Keras()
    {
        var windows = TimeSeries.ToDataset(Tensor.Arange(99), null, sequenceLength: 10, sequenceStride: 3, samplingRate: 2);
        windows.Count.ShouldBe(27);
        int[][] all = [.. windows.Select(sample => sample.X[0].ToArray<int>())];
        all[0].ShouldBe([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
        all[1].ShouldBe([3, 5, 7, 9, 11, 13, 15, 17, 19, 21]);
        all[^1].ShouldBe([78, 80, 82, 84, 86, 88, 90, 92, 94, 96]);
    }

    [Fact]
    public void The_target_is_that_of_the_first_step_and_batches_are_made_of_windows()
    {
        var series = Tensor.Arange(0, 40).Reshape(20, 2).Compute();
        var batch = TimeSeries.ToDataset(series[..^3], series[3..], sequenceLength: 3, startIndex: 2, endIndex: 10).Batch(4).First();
        batch.X[0].Shape.ShouldBe([4, 3, 2]);
        batch.X[0].ToArray()[..6].ShouldBe([4, 5, 6, 7, 8, 9]);
        batch.Y[0].ToArray()[..2].ShouldBe([10, 11]);
        // Eight steps hold six windows.
        TimeSeries.ToDataset(series, null, 3, startIndex: 2, endIndex: 10).Count.ShouldBe(6);
        // No more windows than targets.
        TimeSeries.ToDataset(series, series[..4], 3).Count.ShouldBe(4);
    }

    [Fact]
    public void A_model_learns_from_windows()
    {
        var series = Tensor.Arange(0, 200).Compute() * 0.05;
        var wave = series.Sin().Compute();
        var model = new Sequential([new Dense(1, inputDim: 8)], seed: 1);
        model.Compile(new Adam(0.05), new MeanSquaredError());
        var windows = TimeSeries.ToDataset(wave[..^8], wave[8..].Compute().Reshape(-1, 1), 8).Shuffle().Batch(32);
        var history = model.Fit(windows, epochs: 30, verbose: Verbosity.Silent);
        history["loss"][^1].ShouldBeLessThan(history["loss"][0] / 20);
    }

    [Fact]
    public void Numbers_that_leave_no_window_are_refused()
    {
        Should.Throw<ArgumentException>(() => TimeSeries.ToDataset(Tensor.Arange(5), null, 6)).Message.ShouldContain(
            "finds no window of 6 steps");
        Should.Throw<ArgumentOutOfRangeException>(() => TimeSeries.ToDataset(Tensor.Arange(5), null, 2, startIndex: 5));
        Should.Throw<ArgumentOutOfRangeException>(() => TimeSeries.ToDataset(Tensor.Arange(5), null, 2, sequenceStride: 0));
    }
}
