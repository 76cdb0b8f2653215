using System.Diagnostics;
using Cornea.Distribution;

namespace Cornea.Training;

/// <summary>
/// Runs each step together with other processes: this one computes the shards that are its own, the sums over all shards are made in an
/// order that depends on their number alone, and every process applies them.
/// </summary>
internal sealed class ShardedSteps : StepRunner
{
    private const float CancelNumber = 1 << 20; // more than there are shards
    private readonly Trainer _trainer;
    private readonly DataParallel _strategy;
    private readonly ShardRange _range;
    private readonly ShardSums _sums;
    private readonly BucketReduction _reduction;
    private readonly ProcessCheck _check;
    private readonly ShardsInStep _inStep;
    private readonly Workspace[] _workspaces; // of the shards that run side by side; the first where they run one after the other
    private readonly Dictionary<(StepKind, object, int), ShardFunction> _functions = [];
    private readonly Dictionary<StepKind, (ShardLayout Layout, ShardUpdate Update)> _updates = [];
    private float[] _reduced = [];
    private TimeSpan _waited;
    private long _steps;

    public ShardedSteps(Trainer trainer, DataParallel strategy, ProcessCheck check)
    {
        if (trainer.RequireSetup("be fitted").Step is not null)
        {
            throw new NotSupportedException(
                $"Model '{trainer.Model.Name}' was compiled with a step of its own, which DataParallel cannot cut into shards. " +
                "Compile it with a loss, or with lossStep.");
        }
        (_trainer, _strategy, _check) = (trainer, strategy, check);
        _range = ShardTree.RangeOf(strategy.Collective.Rank, strategy.Collective.Size, strategy.Shards);
        _sums = new ShardSums(strategy.Shards, _range);
        _reduction = new BucketReduction(strategy);
        _inStep = new ShardsInStep(strategy.Shards, _range, _reduction);
        _workspaces = [.. Enumerable.Range(0, Math.Max(1, _range.Count)).Select(_ => new Workspace())];
    }

    /// <summary>Leaves out of batches what other processes compute, where their source can.</summary>
    public void Share(BatchSource source)
    {
        if (_strategy.Collective.Size > 1)
        {
            source.TakeRows(OwnRows);
        }
    }

    public override bool IsFirst => _strategy.IsFirst;

    public override bool IsShared => true;

    public override bool IsSpread => _strategy.ShardsOptimizer && _strategy.Collective.Size > 1;

    public override void GatherState() => Parts?.Gather();

    public override TrainingState? Begin(BatchSource source, FitOptions options, TrainingState? state) =>
        _check.Begin(_trainer, source, options, state);

    public override void Prepare(BatchSource source)
    {
        var rows = RowsOf(_range.Start, source.Size).Count;
        RefuseStates(_trainer.Model);
        if (rows > 0)
        {
            Function(StepKind.Train, source, rows);
        }
        // Slots of the optimizer come into being with its step.
        Update(StepKind.Train, Function(StepKind.Train, source, Math.Max(1, rows)).Layout, source.Size);
    }

    public override StopWish Train(BatchSource source, long key, StopWish wish)
    {
        Parts?.Spread();
        Run(StepKind.Train, source, key, wish);
        Parts?.ExchangeWeights();
        _steps++;
        var layout = _updates[StepKind.Train].Layout;
        _strategy.Cost = new CommunicationCost(_steps, layout.Length * (long)sizeof(float), _reduction.Spent, _waited);
        return WishOf(_reduced[layout.Length - 1]);
    }

    public override void Test(BatchSource source)
    {
        RefuseStates(_trainer.Model);
        Run(StepKind.Test, source, 0, StopWish.None);
    }

    public override StopWish EndEpoch(int epoch, StopWish wish)
    {
        Span<float> wishes = [NumberOf(wish)];
        _strategy.Collective.AllReduce(wishes);
        if (_strategy.ChecksWeights)
        {
            _check.Weights(_trainer.Model, epoch);
        }
        return WishOf(wishes[0]);
    }

    public override void Fail(Exception exception) => _strategy.Collective.Fail(exception.Message);

    public override void Dispose() => _reduction.Dispose();

    private void Run(StepKind kind, BatchSource source, long key, StopWish wish)
    {
        var size = source.Size;
        var present = Math.Min(size, _strategy.Shards);
        var last = Math.Min(_range.End, present) - 1;
        _sums.Begin(present);
        var any = Function(kind, source, Math.Max(1, RowsOf(_range.Start, size).Count));
        var layout = any.Layout;
        if (_reduced.Length < layout.Length)
        {
            _reduced = new float[layout.Length];
        }
        if (any.Means > 0)
        {
            RunInStep(kind, source, key, wish, layout);
        }
        for (var shard = _range.Start; any.Means == 0 && shard <= last; shard++)
        {
            var (first, rows) = RowsOf(shard, size);
            var function = Function(kind, source, rows);
            var shardKey = _strategy.Shards == 1 ? key : SeedMixing.Mix(key, shard);
            var values = _sums.Rent(layout.Length);
            values[layout.Length - 1] = NumberOf(wish);
            var sums = _sums.Take(shard, values);
            if (shard < last)
            {
                function.Run(source, first, rows, shardKey, (float)rows / size, values, null);
                ShardSums.Add(values, sums, 0, layout.Length);
            }
            else
            {
                var buckets = new BucketOrder(layout, present, sums, values, _sums.Sums, _reduction, _reduced);
                function.Run(source, first, rows, shardKey, (float)rows / size, values, buckets.Written);
                buckets.Finish();
            }
            _sums.Return(values, sums);
        }
        if (any.Means == 0 && last < _range.Start)
        {
            for (var bucket = 0; bucket < layout.Buckets.Count; bucket++)
            {
                var (start, length) = layout.ValuesOf(bucket);
                _reduction.Post([], start, length, present, _reduced);
            }
        }
        var begin = Stopwatch.GetTimestamp();
        _reduction.Wait();
        _waited += Stopwatch.GetElapsedTime(begin);
        Update(kind, layout, size).Run(_reduced);
    }

    // Shards that wait for means over all of them run side by side; the gradients go out when all are done.
    private void RunInStep(StepKind kind, BatchSource source, long key, StopWish wish, ShardLayout layout)
    {
        var size = source.Size;
        if (size < _strategy.Shards)
        {
            throw new ArgumentException(
                $"Synchronized batch normalization expects a sample in each of {_strategy.Shards} shards, but received a batch of {size}. "
                + "Leave out the last batch (dropRemainder), or use fewer shards or batches of another size.");
        }
        var functions = Enumerable.Range(0, _range.Count)
            .Select(slot => Function(kind, source, RowsOf(_range.Start + slot, size).Count, slot)).ToArray();
        var values = functions.Select(_ => _sums.Rent(layout.Length)).ToArray();
        _inStep.Run(_strategy.Shards, (shard, exchange) =>
        {
            var (slot, (first, rows)) = (shard - _range.Start, RowsOf(shard, size));
            var shardKey = _strategy.Shards == 1 ? key : SeedMixing.Mix(key, shard);
            values[slot][layout.Length - 1] = NumberOf(wish);
            functions[slot].Run(source, first, rows, shardKey, (float)rows / size, values[slot], null, exchange);
        });
        for (var slot = 0; slot < values.Length; slot++)
        {
            var sums = _sums.Take(_range.Start + slot, values[slot]);
            ShardSums.Add(values[slot], sums, 0, layout.Length);
            _sums.Return(values[slot], sums);
        }
        for (var bucket = 0; bucket < layout.Buckets.Count; bucket++)
        {
            var (start, length) = layout.ValuesOf(bucket);
            _reduction.Post(_sums.Sums, start, length, _strategy.Shards, _reduced);
        }
    }

    // The wishes of all shards are added up; a single wish to cancel outweighs all others.
    private static float NumberOf(StopWish wish) => wish switch
    {
        StopWish.None => 0,
        StopWish.Stop => 1,
        StopWish.Cancel => CancelNumber,
        _ => throw new ArgumentOutOfRangeException(nameof(wish)),
    };

    private static StopWish WishOf(float sum) => sum >= CancelNumber ? StopWish.Cancel : sum > 0 ? StopWish.Stop : StopWish.None;

    // As even as can be; the first shards have one sample more.
    private (int First, int Count) RowsOf(int shard, int size)
    {
        var (rows, more) = (size / _strategy.Shards, size % _strategy.Shards);
        return (shard * rows + Math.Min(shard, more), rows + (shard < more ? 1 : 0));
    }

    // One row at least: the graph of a process without a shard in a small batch is made of it.
    private BatchRows OwnRows(int size)
    {
        var first = Math.Min(RowsOf(_range.Start, size).First, size - 1);
        return new BatchRows(first, Math.Max(1, RowsOf(_range.End, size).First - first), size);
    }

    // A state per row of the batch would be that of another row in another shard.
    private void RefuseStates(Layer layer)
    {
        foreach (var inner in layer.Sublayers)
        {
            if (inner is RecurrentLayer { Stateful: true })
            {
                throw new NotSupportedException(
                    $"DataParallel cuts batches into shards, but {inner} of model '{_trainer.Model.Name}' carries the state of each row " +
                    "from batch to batch. Make it with stateful: false, or fit without a strategy.");
            }
            RefuseStates(inner);
        }
    }

    private ShardFunction Function(StepKind kind, BatchSource source, int rows, int slot = 0)
    {
        var key = (kind, source.KeyOf(rows), slot);
        if (!_functions.TryGetValue(key, out var function))
        {
            var batch = source.Graph(rows);
            _functions[key] = function = kind == StepKind.Train
                ? ShardFunction.Train(_trainer, Options(slot), batch, _strategy.BucketBytes)
                : ShardFunction.Test(_trainer, Options(slot), batch, _strategy.BucketBytes);
        }
        return function;
    }

    private ShardUpdate Update(StepKind kind, ShardLayout layout, int batchSize)
    {
        if (!_updates.TryGetValue(kind, out var known))
        {
            _updates[kind] = known = (layout, new ShardUpdate(_trainer, Options(0), layout, batchSize, _strategy));
        }
        return known.Layout.IsSame(layout) ? known.Update
            : throw new InvalidOperationException(
                $"The step of model '{_trainer.Model.Name}' changes other variables for batches of another size, so its shards cannot be " +
                "added up. Use batches of one size, or fit without a strategy.");
    }

    private OptimizerParts? Parts => _updates.TryGetValue(StepKind.Train, out var known) ? known.Update.Parts : null;

    private CompileOptions Options(int slot)
    {
        var options = _trainer.Setup?.Options ?? CompileOptions.Default;
        // A workspace of the user's own serves one shard at a time.
        return options.Workspace is null || slot > 0 ? options with { Workspace = _workspaces[slot] } : options;
    }
}
