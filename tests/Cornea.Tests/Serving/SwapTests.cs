using Cornea.Serving;
using Shouldly;

namespace Cornea.Tests.Serving;

/// <summary>Another version takes over while a server answers.</summary>
public sealed class SwapTests
{
    [Fact]
    public async Task Every_answer_says_which_version_gave_it()
    {
        await using var server = ServedNetworks.Sum().Serve(new ServingOptions { Version = "a" });
        (await server.PredictAsync([1, 2, 3])).Version.ShouldBe("a");
        await server.SwapAsync(ServedNetworks.Sum(10), "b");
        server.Version.ShouldBe("b");
        var answer = await server.PredictAsync([1, 2, 3]);
        (answer.Version, answer.Values[0]).ShouldBe(("b", 60f));
        await server.SwapAsync(ServedNetworks.Sum(2));
        server.Version.ShouldBe("3");
    }

    [Fact]
    public async Task Requests_that_wait_during_a_swap_are_answered_by_the_new_version()
    {
        var clock = new ManualClock();
        await using var server = ServedNetworks.Sum().Serve(new ServingOptions { MaxDelay = TimeSpan.FromSeconds(1), Clock = clock });
        var waiting = server.PredictAsync([1, 2, 3]);
        await server.SwapAsync(ServedNetworks.Sum(10));
        clock.Advance(TimeSpan.FromSeconds(1));
        ((await waiting).Version, (await waiting).Values[0]).ShouldBe(("2", 60f));
    }

    [Fact]
    public async Task Under_load_no_request_fails_and_each_version_gives_its_own_answers()
    {
        await using var server = ServedNetworks.Sum(1).Serve(new ServingOptions { WhenFull = FullQueue.Wait });
        using var stop = new CancellationTokenSource();
        var wrong = 0;
        var callers = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            var last = 0;
            while (!stop.IsCancellationRequested)
            {
                var answer = await server.PredictAsync([1, 2, 3]);
                var version = int.Parse(answer.Version);
                // A caller that was answered by a version is never answered by an older one again.
                if (answer.Values[0] != 6 * version || version < last)
                    Interlocked.Increment(ref wrong);
                last = version;
            }
        })).ToArray();
        for (var version = 2; version <= 20; version++)
            await server.SwapAsync(ServedNetworks.Sum(version));
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        wrong.ShouldBe(0);
        server.Version.ShouldBe("20");
    }

    [Fact]
    public async Task A_version_that_does_not_verify_never_answers()
    {
        var refuse = false;
        await using var server = ServedNetworks.Sum().Serve(new ServingOptions
        {
            Verify = _ => { if (refuse) throw new InvalidDataException("worse than before"); },
        });
        refuse = true;
        (await Should.ThrowAsync<InvalidDataException>(server.SwapAsync(ServedNetworks.Sum(5)))).Message.ShouldBe("worse than before");
        refuse = false;
        await Should.ThrowAsync<InvalidOperationException>(server.SwapAsync(ServedNetworks.Sum(float.PositiveInfinity)));
        var other = new Sequential { new Dense(2, inputDim: 4) };
        var message = (await Should.ThrowAsync<InvalidOperationException>(server.SwapAsync(other))).Message;
        message.ShouldContain("(None, 4)");
        message.ShouldContain("output 0");
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(server.SwapAsync(ServedNetworks.Sum(5), cancellationToken: canceled.Token));

        var answer = await server.PredictAsync([1, 2, 3]);
        (answer.Version, answer.Values[0]).ShouldBe(("1", 6f));
    }
}
