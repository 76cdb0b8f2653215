using Cornea.Distribution;
using Shouldly;

namespace Cornea.Tests.Distribution;

/// <summary>What is longer than one message travels in several, to the same bits.</summary>
public sealed class PieceTests
{
    private const int Piece = 36; // bytes: no tensor of the network is a multiple of it

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_training_with_the_optimizer_in_parts_has_the_same_bits(int processes)
    {
        var whole = Train(new SingleProcess(), CollectivePieces.DefaultBytes);
        var results = new string[processes];
        Members.Run(processes, member => results[member.Rank] = Train(member, Piece));
        results.ShouldAllBe(result => result == whole);
    }

    [Fact]
    public void The_state_of_the_first_process_comes_whole_to_all()
    {
        var first = Trained();
        var state = first.Trainer.GetState();
        var longest = new int[3];
        Members.Run(3, member =>
        {
            var measured = new MeasuredCollective(member);
            var broadcast = new StateBroadcast(new DataParallel(measured, 4) { PieceBytes = Piece });
            if (member.Rank == 0)
            {
                broadcast.Send(state);
            }
            else
            {
                var received = broadcast.Receive();
                received.Metadata.ShouldBe(state.Metadata, ignoreOrder: true);
                received.Tensors.Keys.ShouldBe(state.Tensors.Keys);
                foreach (var (name, tensor) in state.Tensors)
                {
                    received.Tensors[name].Type.ShouldBe(tensor.Type);
                    received.Tensors[name].AsBytes().SequenceEqual(tensor.AsBytes()).ShouldBeTrue(name);
                }
            }
            longest[member.Rank] = measured.LongestBroadcast;
        });
        longest.ShouldAllBe(length => length == Piece);
    }

    [Fact]
    public void Predictions_are_gathered_in_pieces()
    {
        var model = Trained();
        var expected = model.Predict(X, verbose: Verbosity.Silent).ToArray();
        Members.Run(3, member => Trained().Predict(X, new DataParallel(member) { PieceBytes = Piece }).ToArray().ShouldBe(expected));
    }

    [Fact]
    public void More_gradients_than_an_array_holds_are_refused_by_name()
    {
        Variable Huge() => new(new TensorType([1 << 15, 1 << 15], DType.Float32), () => throw new InvalidOperationException("never read"));
        var two = new ShardLayout([Huge()], [], 4 << 20);
        two.Length.ShouldBe((1 << 30) + 1);
        Should.Throw<NotSupportedException>(() => new ShardLayout([Huge(), Huge()], [], 4 << 20))
            .Message.ShouldContain("2,147,483,590");
    }

    private static Tensor X { get; } = Tensor.From([.. Enumerable.Range(0, 41 * 7).Select(i => MathF.Sin(i * 0.37f))], [41, 7]);

    private static Tensor Y { get; } = Tensor.From([.. Enumerable.Range(0, 41).Select(i => i * 7 % 3)], [41]);

    private static Sequential Network()
    {
        var model = new Sequential([new Dense(5, Activation.Tanh, inputDim: 7), new Dense(3, Activation.Softmax)], seed: 7);
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        return model;
    }

    private static Sequential Trained()
    {
        var model = Network();
        model.Fit(X, Y, batchSize: 16, verbose: Verbosity.Silent);
        return model;
    }

    private static string Train(ICollective member, int piece)
    {
        var model = Network();
        model.Fit(X, Y, batchSize: 16, epochs: 2, verbose: Verbosity.Silent,
            strategy: new DataParallel(member, 4) { ShardsOptimizer = true, PieceBytes = piece });
        return Members.HashOf(model);
    }

    private sealed class MeasuredCollective(ICollective inner) : ICollective
    {
        public int LongestBroadcast { get; private set; }

        public int Rank => inner.Rank;

        public int Size => inner.Size;

        public string Description => inner.Description;

        public void AllReduce(Span<float> values) => inner.AllReduce(values);

        public void Broadcast(Span<byte> data, int root = 0)
        {
            LongestBroadcast = Math.Max(LongestBroadcast, data.Length);
            inner.Broadcast(data, root);
        }

        public void AllGather(ReadOnlySpan<byte> data, Span<byte> all) => inner.AllGather(data, all);

        public void AllToAll(ReadOnlySpan<byte> parts, Span<byte> received) => inner.AllToAll(parts, received);

        public void Barrier() => inner.Barrier();

        public void Fail(string reason, int exitCode = 1) => inner.Fail(reason, exitCode);

        public void Dispose() => inner.Dispose();
    }
}
