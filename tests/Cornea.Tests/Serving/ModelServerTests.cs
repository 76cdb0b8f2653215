using Cornea.Serving;
using Shouldly;

namespace Cornea.Tests.Serving;

public sealed class ModelServerTests
{
    [Fact]
    public async Task Many_threads_get_the_answers_of_their_own_samples()
    {
        var model = ServedNetworks.Dense();
        var samples = Enumerable.Range(0, 100).Select(i => ServedNetworks.Sample(i, 17)).ToArray();
        var alone = model.Prepare(options: new CompileOptions { Threads = 1 });
        var expected = samples.Select(sample => alone.Predict(sample).ToArray()).ToArray();
        await using var server = model.Serve();

        var wrong = 0;
        await Parallel.ForAsync(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (thread, cancellation) =>
        {
            for (var i = 0; i < 50; i++)
            {
                var index = (thread * 7 + i) % samples.Length;
                var answer = await server.PredictAsync(samples[index], cancellation);
                if (!Close(answer.Values, expected[index]))
                    Interlocked.Increment(ref wrong);
            }
        });
        wrong.ShouldBe(0);
    }

    [Fact]
    public async Task An_answer_prints_its_first_numbers_its_shape_and_who_gave_it()
    {
        await using var server = ServedNetworks.Sum().Serve();
        (await server.PredictAsync([1, 2, 3])).ToString().ShouldBe($"[6] of (1,) by version {server.Version}");
        await using var wide = ServedNetworks.Dense().Serve();
        var answer = await wide.PredictAsync(ServedNetworks.Sample(0, 17));
        var count = Math.Min(10, answer.Values.Length);
        answer.ToString().Split(" of ")[0].Count(letter => letter == ',').ShouldBe(answer.Values.Length > count ? count : count - 1);
    }

    [Fact]
    public async Task Requests_that_wait_are_computed_together()
    {
        var clock = new ManualClock();
        var name = nameof(Requests_that_wait_are_computed_together);
        using var meters = new MeterRecording(name);
        await using var server = ServedNetworks.Sum().Serve(
            new ServingOptions { MaxDelay = TimeSpan.FromSeconds(1), Clock = clock, Name = name });

        var answers = Enumerable.Range(0, 5).Select(i => server.PredictAsync([i, i, 1])).ToArray();
        clock.Advance(TimeSpan.FromSeconds(0.9));
        answers.ShouldAllBe(answer => !answer.IsCompleted);
        server.QueueLength.ShouldBe(5);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        (await Task.WhenAll(answers)).Select(answer => answer.Values[0]).ShouldBe([1f, 3, 5, 7, 9]);
        meters.Of("cornea.serving.batch.size").ShouldBe([5]);
    }

    [Fact]
    public async Task An_answer_has_the_same_bits_alone_and_in_company()
    {
        var model = ServedNetworks.Dense();
        var clock = new ManualClock();
        await using var server = model.Serve(new ServingOptions { MaxDelay = TimeSpan.FromSeconds(1), Clock = clock });
        await using var alone = model.Serve(new ServingOptions { MaxBatch = 1 });
        foreach (var count in (int[])[1, 2, 3, 5, 8, 13, 32])
        {
            var answers = Enumerable.Range(0, count).Select(i => server.PredictAsync(ServedNetworks.Sample(i, 17))).ToArray();
            clock.Advance(TimeSpan.FromSeconds(1));
            for (var i = 0; i < count; i++)
                (await answers[i]).Values.ShouldBe((await alone.PredictAsync(ServedNetworks.Sample(i, 17))).Values, $"{i} of {count}");
        }
    }

    [Fact]
    public async Task A_full_batch_does_not_wait_for_company()
    {
        var options = new ServingOptions { MaxBatch = 4, MaxDelay = TimeSpan.FromDays(1), Clock = new ManualClock() };
        await using var server = ServedNetworks.Sum().Serve(options);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => server.PredictAsync([i, 0, 0])));
        answers.Select(answer => answer.Values[0]).ShouldBe([0f, 1, 2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public async Task A_full_queue_turns_the_next_away_and_keeps_those_that_wait()
    {
        var clock = new ManualClock();
        var options = new ServingOptions { MaxDelay = TimeSpan.FromSeconds(1), QueueCapacity = 8, Clock = clock };
        await using var server = ServedNetworks.Sum().Serve(options);

        var answers = Enumerable.Range(0, 100).Select(i => server.PredictAsync([i, 0, 0])).ToArray();
        answers[8..].ShouldAllBe(answer => answer.IsFaulted && answer.Exception!.InnerException is QueueFullException);
        ((QueueFullException)answers[8].Exception!.InnerException!).RetryAfter.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        clock.Advance(TimeSpan.FromSeconds(1));

        (await Task.WhenAll(answers[..8])).Select(answer => answer.Values[0]).ShouldBe([0f, 1, 2, 3, 4, 5, 6, 7]);
        clock.Advance(TimeSpan.FromSeconds(1));
        var next = server.PredictAsync([5, 0, 0]);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await next).Values.ShouldBe([5f]);
    }

    [Fact]
    public async Task A_full_queue_lets_the_next_wait_where_asked()
    {
        var clock = new ManualClock();
        var options = new ServingOptions
        {
            MaxDelay = TimeSpan.FromSeconds(1),
            QueueCapacity = 2,
            WhenFull = FullQueue.Wait,
            MaxBatch = 100,
            Clock = clock,
        };
        await using var server = ServedNetworks.Sum().Serve(options);
        var answers = Enumerable.Range(0, 50).Select(i => server.PredictAsync([i, 0, 0])).ToArray();
        clock.Advance(TimeSpan.FromSeconds(1));
        (await Task.WhenAll(answers)).Select(answer => answer.Values[0]).ShouldBe(Enumerable.Range(0, 50).Select(i => (float)i));
    }

    [Fact]
    public async Task A_request_past_its_deadline_is_not_computed()
    {
        var clock = new ManualClock();
        var name = nameof(A_request_past_its_deadline_is_not_computed);
        using var meters = new MeterRecording(name);
        await using var server = ServedNetworks.Sum().Serve(
            new ServingOptions { MaxDelay = TimeSpan.FromSeconds(1), Clock = clock, Name = name });
        var late = server.PredictAsync(new float[] { 1, 2, 3 }.AsMemory(), TimeSpan.FromSeconds(2));
        var patient = server.PredictAsync([4, 5, 6]);

        clock.Advance(TimeSpan.FromSeconds(3));

        (await Should.ThrowAsync<DeadlineExceededException>(late)).Message.ShouldContain("2000 ms");
        (await patient).Values.ShouldBe([15f]);
        meters.Of("cornea.serving.batch.size").ShouldBe([1]);
    }

    [Fact]
    public async Task A_request_without_time_does_not_wait_for_company()
    {
        var clock = new ManualClock();
        await using var server = ServedNetworks.Sum().Serve(new ServingOptions { MaxDelay = TimeSpan.FromDays(1), Clock = clock });
        var answer = await server.PredictAsync(new float[] { 1, 2, 3 }.AsMemory(), TimeSpan.FromSeconds(2));
        answer.Values.ShouldBe([6f]);
    }

    [Fact]
    public async Task A_canceled_request_leaves_those_beside_it_alone_and_its_place_free()
    {
        var clock = new ManualClock();
        var options = new ServingOptions { MaxDelay = TimeSpan.FromSeconds(1), QueueCapacity = 3, Clock = clock };
        await using var server = ServedNetworks.Sum().Serve(options);
        using var cancellation = new CancellationTokenSource();
        var first = server.PredictAsync([1, 0, 0]);
        var canceled = server.PredictAsync([2, 0, 0], cancellation.Token);
        var third = server.PredictAsync([3, 0, 0]);

        await cancellation.CancelAsync();
        canceled.IsCanceled.ShouldBeTrue();
        server.QueueLength.ShouldBe(2);
        var fourth = server.PredictAsync([4, 0, 0]);
        clock.Advance(TimeSpan.FromSeconds(1));

        (await Task.WhenAll(first, third, fourth)).Select(answer => answer.Values[0]).ShouldBe([1f, 3, 4]);
        server.PredictAsync([5, 0, 0], cancellation.Token).IsCanceled.ShouldBeTrue();
    }

    [Fact]
    public async Task A_sample_of_another_shape_is_refused_before_it_is_gathered()
    {
        var clock = new ManualClock();
        await using var server = ServedNetworks.Sum().Serve(new ServingOptions { MaxDelay = TimeSpan.FromSeconds(1), Clock = clock });
        var good = server.PredictAsync([1, 1, 1]);

        (await Should.ThrowAsync<ShapeException>(server.PredictAsync([1, 1]))).Message.ShouldContain("(3,)");
        (await Should.ThrowAsync<ShapeException>(server.PredictAsync(Tensor.Ones([1, 3])))).Message.ShouldContain("batch axis");
        await Should.ThrowAsync<ShapeException>(server.PredictAsync([Tensor.Ones([3]), Tensor.Ones([3])]));
        server.QueueLength.ShouldBe(1);

        clock.Advance(TimeSpan.FromSeconds(1));
        (await good).Values.ShouldBe([3f]);
    }

    [Fact]
    public async Task A_sample_that_cannot_be_computed_fails_alone()
    {
        var model = new Sequential { new InputLayer([2], DType.Int32), new Embedding(4, 3), new Flatten(), new Dense(1) };
        var clock = new ManualClock();
        await using var server = model.Serve(new ServingOptions { MaxDelay = TimeSpan.FromSeconds(1), Clock = clock });
        int[][] tokens = [[0, 1], [2, 9], [3, 3]];
        var answers = tokens.Select(sample => server.PredictAsync(Tensor.From(sample))).ToArray();
        clock.Advance(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<IndexOutOfRangeException>(answers[1]);
        foreach (var i in (int[])[0, 2])
        {
            var expected = model.Predict(Tensor.From(tokens[i], [1, 2]), verbose: Verbosity.Silent).ToArray();
            Close((await answers[i]).Values, expected).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task What_goes_in_and_out_is_the_callers_own()
    {
        var clock = new ManualClock();
        await using var server = ServedNetworks.Sum().Serve(new ServingOptions { MaxDelay = TimeSpan.FromSeconds(1), Clock = clock });
        float[] sample = [1, 2, 3];
        var first = server.PredictAsync(sample);
        Array.Clear(sample);
        var second = server.PredictAsync(sample);
        clock.Advance(TimeSpan.FromSeconds(1));

        var answer = await first;
        answer.Values.ShouldBe([6f]);
        (await second).Values[0] = 100;
        answer.Values.ShouldBe([6f]);
        answer.Output.Shape.ShouldBe(new Shape(1));
    }

    [Fact]
    public async Task A_server_keeps_the_weights_it_was_made_with()
    {
        var fixedLength = ServedNetworks.Sum();
        var anyLength = ServedNetworks.Unmasked();
        await using var one = fixedLength.Serve();
        await using var other = anyLength.Serve();
        var sample = Tensor.Ones([7, 2]);
        var before = (await other.PredictAsync(sample)).Values;

        fixedLength.SetWeights([Tensor.Full([3, 1], 9f), Tensor.Zeros([1])]);
        anyLength.SetWeights([.. anyLength.GetWeights().Select(weight => weight * 2)]);

        (await one.PredictAsync([1, 1, 1])).Values.ShouldBe([3f]);
        (await other.PredictAsync(sample)).Values.ShouldBe(before);
        // A length that was compiled for after the weights changed.
        (await other.PredictAsync(Tensor.Ones([8, 2]))).Values[0].ShouldBe(
            anyLength.Predict(Tensor.Ones([1, 8, 2]), verbose: Verbosity.Silent).ToArray()[0] / 2, 1e-5f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public async Task Dispose_answers_what_waits_and_refuses_the_rest(int count)
    {
        var server = ServedNetworks.Sum().Serve(new ServingOptions { MaxDelay = TimeSpan.FromDays(1), Clock = new ManualClock() });
        var waiting = Enumerable.Range(0, count).Select(i => server.PredictAsync([i, 0, 0])).ToArray();

        await server.DisposeAsync();

        waiting.Select(answer => answer.Result.Values[0]).ShouldBe(Enumerable.Range(0, count).Select(i => (float)i));
        await Should.ThrowAsync<ObjectDisposedException>(server.PredictAsync([1, 2, 3]));
        await Should.ThrowAsync<ObjectDisposedException>(server.SwapAsync(ServedNetworks.Sum()));
        await server.DisposeAsync();
        server.Dispose();
    }

    [Fact]
    public void A_server_that_was_never_asked_can_be_disposed() => ServedNetworks.Sum().Serve().Dispose();

    [Fact]
    public void Models_that_cannot_be_served_are_refused()
    {
        Should.Throw<InvalidOperationException>(() => new Sequential { new Dense(3) }.Serve()).Message.ShouldContain("inputShape");
        var stateful = new Sequential { new InputLayer([4, 2]), new LSTM(3, stateful: true) };
        Should.Throw<InvalidOperationException>(() => stateful.Serve(new ServingOptions { MaxBatch = 1 })).Message.ShouldContain("state");
        var broken = ServedNetworks.Sum(float.NaN);
        Should.Throw<InvalidOperationException>(() => broken.Serve()).Message.ShouldContain("NaN");
        Should.Throw<ArgumentException>(() => ServedNetworks.Sum().Serve(new ServingOptions { MaxBatch = 0 }))
            .Message.ShouldContain("MaxBatch");
        Should.Throw<ArgumentException>(() => ServedNetworks.Sum().Serve(new ServingOptions { Deadline = TimeSpan.Zero }));
    }

    internal static bool Close(float[] actual, float[] expected) =>
        actual.Length == expected.Length && actual.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-6f);
}
