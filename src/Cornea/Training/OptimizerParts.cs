using Cornea.Distribution;

namespace Cornea.Training;

/// <summary>
/// The optimizer's state in parts: each process moves the weights that are its own, keeps the state of those, and all exchange the weights
/// after each step.
/// </summary>
internal sealed class OptimizerParts
{
    private readonly Trainer _trainer;
    private readonly DataParallel _strategy;
    private readonly Variable[][] _weights; // of each process
    private readonly Dictionary<Variable, int> _owners = []; // of slots
    private readonly long _longest; // bytes of the weights of one process
    private readonly byte[] _own;
    private readonly byte[] _all;
    private bool _isSpread;

    public OptimizerParts(Trainer trainer, DataParallel strategy, IReadOnlyList<Variable> weights)
    {
        (_trainer, _strategy) = (trainer, strategy);
        var optimizer = trainer.Optimizer!;
        Refuse(optimizer);
        _weights = Cut(weights, strategy.Collective.Size);
        FindOwners(optimizer);
        _longest = _weights.Max(part => part.Sum(weight => weight.Type.Bytes));
        var size = strategy.Collective.Size;
        var piece = (int)Math.Clamp(strategy.PieceBytes / size, 1, Math.Max(1, _longest));
        (_own, _all) = (new byte[piece], new byte[piece * size]);
    }

    /// <summary>The weights that this process moves.</summary>
    public IReadOnlySet<Variable> Own => _weights[_strategy.Collective.Rank].ToHashSet();

    /// <summary>The gradients of some weights alone.</summary>
    public static ReducedGradients Only(ReducedGradients gradients, IReadOnlySet<Variable> weights) => gradients with
    {
        Values = [.. gradients.Variables.Zip(gradients.Values, (variable, value) => weights.Contains(variable) ? value : null)],
    };

    /// <summary>Gives back the memory of what others keep.</summary>
    public void Spread()
    {
        if (_isSpread)
        {
            return;
        }
        _isSpread = true;
        // Steps that were compiled to run alone would go on with the old memory.
        _trainer.Steps.Clear();
        foreach (var (slot, owner) in _owners)
        {
            if (owner != _strategy.Collective.Rank)
            {
                slot.Release(
                    $"rank {owner} keeps this part of the optimizer's state, and the first process has all of it after each epoch. Save " +
                    "there, ask for it by Callback.NeedsStateAt, or train without ShardsOptimizer.");
            }
        }
        _strategy.OptimizerBytes = _trainer.Optimizer!.Variables
            .Where(variable => _owners.GetValueOrDefault(variable, _strategy.Collective.Rank) == _strategy.Collective.Rank)
            .Sum(variable => (long)variable.Type.Bytes);
    }

    /// <summary>Sends the whole state to the first process, until the next step.</summary>
    public void Gather()
    {
        if (!_isSpread)
        {
            return;
        }
        _isSpread = false;
        var collective = _strategy.Collective;
        // In the optimizer's order, which is the same in all processes.
        foreach (var slot in _trainer.Optimizer!.Variables)
        {
            if (!_owners.TryGetValue(slot, out var owner) || owner == 0)
            {
                continue;
            }
            if (owner == collective.Rank)
            {
                collective.SendInPieces(slot.AsBytes(), _strategy.PieceBytes);
            }
            else if (collective.Rank == 0)
            {
                slot.AssignBytes(bytes => collective.ReceiveInPieces(bytes, _strategy.PieceBytes, owner));
            }
            else
            {
                collective.PassInPieces(slot.Type.Bytes, _strategy.PieceBytes, owner);
            }
        }
    }

    /// <summary>Gives every process the weights that the others have moved, a piece of each process's at a time.</summary>
    public void ExchangeWeights()
    {
        var collective = _strategy.Collective;
        for (long start = 0; start < _longest; start += _own.Length)
        {
            var length = (int)Math.Min(_own.Length, _longest - start);
            foreach (var (weight, offset, at, bytes) in Within(collective.Rank, start, length))
            {
                weight.AsBytes().Slice(offset, bytes).CopyTo(_own.AsSpan(at));
            }
            collective.AllGather(_own.AsSpan(0, length), _all.AsSpan(0, length * collective.Size));
            for (var rank = 0; rank < collective.Size; rank++)
            {
                if (rank != collective.Rank)
                {
                    foreach (var (weight, offset, at, bytes) in Within(rank, start, length))
                    {
                        var received = _all.AsMemory((rank * length) + at, bytes);
                        weight.AssignBytes(values => received.Span.CopyTo(values[offset..]));
                    }
                }
            }
        }
    }

    // The parts of a process's weights that lie between two places when all of them are written end to end.
    private IEnumerable<(Variable Weight, int Offset, int At, int Bytes)> Within(int rank, long start, int length)
    {
        long begin = 0;
        foreach (var weight in _weights[rank])
        {
            var (first, end) = (Math.Max(begin, start), Math.Min(begin + weight.Type.Bytes, start + length));
            if (first < end)
            {
                yield return (weight, (int)(first - begin), (int)(first - start), (int)(end - first));
            }
            begin += weight.Type.Bytes;
        }
    }

    // The largest first, each to the process that has least so far.
    private static Variable[][] Cut(IReadOnlyList<Variable> weights, int parts)
    {
        var cut = Enumerable.Range(0, parts).Select(_ => new List<Variable>()).ToArray();
        foreach (var weight in weights.OrderByDescending(weight => weight.Type.Bytes))
        {
            cut.MinBy(part => part.Sum(other => (long)other.Type.Bytes))!.Add(weight);
        }
        return [.. cut.Select(part => part.ToArray())];
    }

    // A slot that moves with the weights of one process alone is kept there; what moves with all, as the counter of steps, in all.
    private void FindOwners(Optimizer optimizer)
    {
        var slots = optimizer.Variables.ToHashSet();
        Variable[] weights = [.. _trainer.RequireSetup("be trained").Trained.Weights(_trainer.Model).Select(weight => weight.Variable)];
        var known = _weights.SelectMany(part => part).ToHashSet();
        var reduced = optimizer.Reduce([.. weights.Select(weight => known.Contains(weight) ? Tensor.ZerosLike(weight) : null)], weights);
        var several = new HashSet<Variable>();
        for (var rank = 0; rank < _weights.Length; rank++)
        {
            foreach (var (target, _) in optimizer.Apply(Only(reduced, _weights[rank].ToHashSet())))
            {
                if (slots.Contains(target) && !_owners.TryAdd(target, rank))
                {
                    several.Add(target);
                }
            }
        }
        foreach (var shared in several)
        {
            _owners.Remove(shared);
        }
    }

    private static void Refuse(Optimizer optimizer)
    {
        var reason = optimizer is LossScaleOptimizer or MultiOptimizer ? "it directs other optimizers"
            : optimizer.KeepsAverages ? "it keeps averages of all weights (useEma)"
            : optimizer.GradientAccumulationSteps is not null ? "it accumulates gradients of all weights (gradientAccumulationSteps)"
            : null;
        if (reason is not null)
        {
            throw new NotSupportedException(
                $"DataParallel.ShardsOptimizer cannot cut the state of {optimizer.GetType().Name} '{optimizer.Name}' into parts: {reason}. "
                    + "Use it without, or another optimizer.");
        }
    }
}
