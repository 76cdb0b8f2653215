using Cornea.Serving;
using Shouldly;

namespace Cornea.Tests.Serving;

/// <summary>Samples of different length, asked for at the same time.</summary>
public sealed class SequenceServingTests
{
    [Fact]
    public async Task Only_equal_lengths_share_a_batch()
    {
        var (model, clock, name) = (ServedNetworks.Unmasked(), new ManualClock(), nameof(Only_equal_lengths_share_a_batch));
        using var meters = new MeterRecording(name);
        await using var server = model.Serve(new ServingOptions { MaxDelay = TimeSpan.FromSeconds(1), Clock = clock, Name = name });
        int[] lengths = [5, 7, 9, 7, 5, 5];
        var samples = lengths.Select((length, i) => Tensor.From(ServedNetworks.Sample(i, length * 2), [length, 2])).ToArray();

        var answers = samples.Select(sample => server.PredictAsync(sample)).ToArray();
        clock.Advance(TimeSpan.FromSeconds(1));

        for (var i = 0; i < answers.Length; i++)
        {
            var alone = model.Predict(samples[i].Reshape(1, lengths[i], 2), verbose: Verbosity.Silent).ToArray();
            ModelServerTests.Close((await answers[i]).Values, alone).ShouldBeTrue($"length {lengths[i]}");
        }
        meters.Of("cornea.serving.batch.size").Order().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Where_asked_they_are_filled_up_and_each_answer_is_that_of_its_sample_alone()
    {
        var (model, clock, name) = (ServedNetworks.Masked(), new ManualClock(), "filled up");
        using var meters = new MeterRecording(name);
        await using var server = model.Serve(new ServingOptions
        {
            MaxDelay = TimeSpan.FromSeconds(1),
            Clock = clock,
            Name = name,
            Padding = new SequencePadding(Multiple: 8),
        });
        int[] lengths = [5, 7, 3, 8, 1];
        var samples = lengths
            .Select(length => Tensor.From([.. Enumerable.Range(0, length).Select(i => 1 + (i * 7 + length) % 19)])).ToArray();

        var answers = samples.Select(sample => server.PredictAsync(sample)).ToArray();
        clock.Advance(TimeSpan.FromSeconds(1));

        for (var i = 0; i < answers.Length; i++)
        {
            var alone = model.PredictAll(samples[i].Reshape(1, lengths[i]), verbose: Verbosity.Silent);
            var together = (await answers[i]).Outputs;
            together[0].Shape.ShouldBe(new Shape(5));
            together[1].Shape.ShouldBe(new Shape(lengths[i], 6));
            for (var output = 0; output < 2; output++)
                ModelServerTests.Close(together[output].ToArray(), alone[output].ToArray()).ShouldBeTrue($"length {lengths[i]}");
        }
        meters.Of("cornea.serving.batch.size").ShouldBe([5]);
    }

    [Fact]
    public void A_model_that_does_not_mask_is_not_filled_up() =>
        Should.Throw<InvalidOperationException>(
            () => ServedNetworks.Unmasked().Serve(new ServingOptions { Padding = new SequencePadding(4) }))
            .Message.ShouldContain("does not mask");

    [Fact]
    public async Task The_values_alone_say_how_long_a_sample_is()
    {
        var model = ServedNetworks.Unmasked();
        await using var server = model.Serve(new ServingOptions { WarmShapes = [[6, 2]] });
        var values = ServedNetworks.Sample(4, 12);
        ModelServerTests.Close(
            (await server.PredictAsync(values)).Values,
            model.Predict(Tensor.From(values, [1, 6, 2]), verbose: Verbosity.Silent).ToArray()).ShouldBeTrue();
        await Should.ThrowAsync<ShapeException>(server.PredictAsync(new float[7]));
        await Should.ThrowAsync<ShapeException>(server.PredictAsync(Array.Empty<float>()));
    }

    [Fact]
    public void Plans_of_lengths_that_are_no_longer_asked_for_are_dropped()
    {
        var compiled = 0;
        var model = ServedNetworks.Unmasked();
        var pool = new FunctionPool((shapes, rows) =>
        {
            compiled++;
            return new BatchFunction(model, shapes, rows, null, CompileOptions.Default);
        }, capacity: 2);
        SampleShapes[] lengths = [.. Enumerable.Range(3, 3).Select(length => new SampleShapes([[length, 2]], [[length, 2]]))];
        foreach (var shapes in lengths)
            pool.Return(pool.Rent(shapes, 1));
        compiled.ShouldBe(3);
        pool.Return(pool.Rent(lengths[2], 1));
        pool.Return(pool.Rent(lengths[1], 1));
        compiled.ShouldBe(3);
        pool.Return(pool.Rent(lengths[0], 1));
        compiled.ShouldBe(4);
    }
}
