using System.Diagnostics;
using Cornea.Diagnostics;
using Cornea.Serving;
using Shouldly;

namespace Cornea.Tests.Serving;

/// <summary>What servers and trainings measure and trace.</summary>
public sealed class ServingTelemetryTests
{
    [Fact]
    public async Task Requests_are_counted_by_their_outcome()
    {
        var (clock, name) = (new ManualClock(), nameof(Requests_are_counted_by_their_outcome));
        using var meters = new MeterRecording(name);
        await using var server = ServedNetworks.Sum().Serve(new ServingOptions
        {
            Name = name,
            Version = "v7",
            MaxDelay = TimeSpan.FromSeconds(1),
            QueueCapacity = 2,
            Clock = clock,
        });
        var waiting = server.PredictAsync([1, 2, 3]);
        using var cancellation = new CancellationTokenSource();
        var canceled = server.PredictAsync([1, 2, 3], cancellation.Token);
        var rejected = server.PredictAsync([1, 2, 3]);
        await cancellation.CancelAsync();
        var invalid = server.PredictAsync([1]);
        meters.Observe();
        clock.Advance(TimeSpan.FromSeconds(1));
        await waiting;

        foreach (var outcome in (string[])["ok", "canceled", "rejected", "invalid"])
            meters.Of("cornea.serving.requests", "outcome", outcome).ShouldBe([1], outcome);
        meters.Of("cornea.serving.requests", "version", "v7").Length.ShouldBe(4);
        meters.Of("cornea.serving.request.duration").ShouldBe([1]);
        meters.Of("cornea.serving.queue.length").ShouldBe([1]);
        meters.Of("cornea.serving.version", "version", "v7").ShouldBe([1]);
        await Should.ThrowAsync<OperationCanceledException>(canceled);
        await Should.ThrowAsync<QueueFullException>(rejected);
        await Should.ThrowAsync<ShapeException>(invalid);
    }

    [Fact]
    public async Task A_request_is_an_activity_below_that_of_its_caller()
    {
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => { lock (ended) { ended.Add(activity); } },
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = new Activity("caller").Start();
        await using var server = ServedNetworks.Sum().Serve(new ServingOptions { Name = "traced", Version = "9" });

        await server.PredictAsync([1, 2, 3]);

        Activity.Current.ShouldBe(caller);
        lock (ended)
        {
            var activity = ended.Single(entry => entry.GetTagItem("cornea.model") as string == "traced");
            activity.ParentId.ShouldBe(caller.Id);
            activity.GetTagItem("cornea.version").ShouldBe("9");
            activity.GetTagItem("cornea.batch_size").ShouldBe(1);
        }
    }

    [Fact]
    public void A_training_measures_its_steps_and_metrics()
    {
        using var meters = new MeterRecording("measured");
        var model = ServedNetworks.Sum(name: "measured");
        model.Compile(new SGD(0), new MeanSquaredError());
        var history = model.Fit(Tensor.Ones([6, 3]), Tensor.Zeros([6, 1]), batchSize: 2, epochs: 2, verbose: Verbosity.Silent);

        meters.Of("cornea.training.steps").Sum().ShouldBe(6);
        meters.Of("cornea.training.epoch.duration").Length.ShouldBe(2);
        meters.Of("cornea.training.metric", "metric", "loss").ShouldBe([9, 9]);
    }
}
