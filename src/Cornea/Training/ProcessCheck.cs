using System.Security.Cryptography;
using System.Text;
using Cornea.Diagnostics;
using Cornea.Distribution;

namespace Cornea.Training;

/// <summary>What processes that train together compare: at the start what they are about to do, after each epoch their weights.</summary>
/// <param name="strategy">The processes.</param>
/// <param name="version">The version of Cornea in this process; that of its assembly where null.</param>
internal sealed class ProcessCheck(DataParallel strategy, string? version = null)
{
    private const int LargestText = 1024;
    private const int SampledRows = 64;
    private readonly ICollective _collective = strategy.Collective;

    /// <summary>Refuses processes that are about to do different things, and gives all of them the state of the first.</summary>
    /// <param name="trainer">What trains in this process.</param>
    /// <param name="source">The batches; it stands on one.</param>
    /// <param name="options">How the training runs.</param>
    /// <param name="state">What the first process goes on from; null where it begins anew.</param>
    /// <returns>What this process goes on from.</returns>
    /// <exception cref="CollectiveException">A process has another version, model, configuration or other data.</exception>
    public TrainingState? Begin(Trainer trainer, BatchSource source, FitOptions options, TrainingState? state)
    {
        Compare(trainer, source, options);
        Span<byte> resumes = [state is null ? (byte)0 : (byte)1];
        _collective.Broadcast(resumes);
        var broadcast = new StateBroadcast(strategy);
        if (_collective.Rank == 0)
        {
            broadcast.Send(state ?? TrainingState.Of(trainer));
            return state;
        }
        var received = broadcast.Receive();
        if (resumes[0] != 0)
        {
            return received;
        }
        received.RestoreModel(trainer);
        return null;
    }

    /// <summary>Refuses processes that are about to do different things.</summary>
    /// <param name="trainer">What this process has.</param>
    /// <param name="source">The batches; it stands on one.</param>
    /// <param name="options">How a training runs; null for an evaluation.</param>
    /// <exception cref="CollectiveException">A process has another version, model, configuration or other data.</exception>
    public void Compare(Trainer trainer, BatchSource source, FitOptions? options)
    {
        foreach (var (name, text) in Facts(trainer, source, options))
        {
            Compare(name, text);
        }
        Networks(trainer);
    }

    /// <summary>Refuses weights that have come to differ.</summary>
    /// <exception cref="CollectiveException">A process has other weights.</exception>
    public void Weights(Model model, int epoch)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var weight in model.Weights)
        {
            hash.AppendData(weight.Variable.AsBytes());
        }
        var others = Differing(hash.GetHashAndReset());
        if (others.Length > 0)
        {
            throw new CollectiveException(
                $"After epoch {epoch + 1} the weights of model '{model.Name}' in rank {string.Join(", ", others)} are others than in " +
                "rank 0. A machine computes differently, or a callback changed weights in one process alone. Use machines of one kind, " +
                "and change weights in all processes.");
        }
    }

    private IEnumerable<(string Name, string Text)> Facts(Trainer trainer, BatchSource source, FitOptions? options)
    {
        var (model, setup) = (trainer.Model, trainer.RequireSetup("be fitted"));
        yield return ("version", $"Cornea {version ?? LibraryVersion.Text} on {_collective.Description}");
        yield return ("model", string.Join("; ", model.Weights.Select(weight => $"{weight.Variable.Name} {weight.Variable.Type}")
            .Prepend($"{model.GetType().Name} of {model.Weights.Count} weights")));
        yield return ("configuration", string.Join("; ", [
            $"seed {model.Seed}", $"optimizer {setup.Optimizer?.GetType().Name}", $"losses {Names(setup.Losses)}",
            $"metrics {Names(setup.AllMetrics)}", $"shards {strategy.Shards}",
            options is null ? "evaluation" : $"epochs {options.InitialEpoch} to {options.Epochs}, " +
                $"steps per epoch {options.StepsPerEpoch?.ToString() ?? "all"}, callbacks {Names(options.Callbacks)}",
            strategy.ShardsOptimizer ? "optimizer state in parts" : "optimizer state in each process",
        ]));
        yield return ("data", $"batches of {source.Size}, {source.BatchesPerPass?.ToString() ?? "?"} per pass, {DataText(source)}");
    }

    // Weights of the same shapes may belong to other layers, and the same optimizer may be set otherwise.
    private void Networks(Trainer trainer)
    {
        var own = NetworkDescription.Of(trainer);
        var bytes = _collective.OfFirst(Encoding.UTF8.GetBytes(ConfigJson.Write(own)), strategy.PieceBytes);
        var first = ConfigJson.Parse(Encoding.UTF8.GetString(bytes)).AsObject();
        Compare("configuration", string.Join("; ", NetworkDescription.Differences(first, own)
            .Select(difference => difference.Replace(" there and ", " in rank 0 and ", StringComparison.Ordinal))));
    }

    private static string DataText(BatchSource source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var data = source.WholeBatch();
        var tensors = data.X.Concat(data.Y).Concat(data.SampleWeights).ToArray();
        // A tensor may be computed in one process and not yet in another: some rows are compared in either case.
        foreach (var tensor in tensors)
        {
            var stride = Math.Max(1, tensor.Shape[0] / SampledRows);
            int[] rows = [.. Enumerable.Range(0, (tensor.Shape[0] + stride - 1) / stride).Select(row => row * stride)];
            hash.AppendData(tensor.Gather(Tensor.From(rows)).Detach().AsBytes());
        }
        return $"{string.Join(", ", tensors.Select(tensor => tensor.Type))}, hash {Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}";
    }

    private void Compare(string name, string text)
    {
        var others = Differing(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        if (others.Length == 0)
        {
            return;
        }
        var mine = new byte[LargestText];
        Encoding.UTF8.GetBytes(text.Length > LargestText / 4 ? text[..(LargestText / 4)] + "..." : text, mine);
        var all = new byte[LargestText * _collective.Size];
        _collective.AllGather(mine, all);
        throw new CollectiveException(
            $"The processes cannot train together, because the {name} of rank {string.Join(", ", others)} is not that of rank 0:" +
            string.Concat(others.Prepend(0).Select(rank =>
                $"{Environment.NewLine}  rank {rank}: {Encoding.UTF8.GetString(all, rank * LargestText, LargestText).TrimEnd('\0')}")) +
            $"{Environment.NewLine}Start the same program with the same arguments and data in all processes.");
    }

    // The processes whose hash is not that of the first.
    private int[] Differing(byte[] hash)
    {
        var all = new byte[hash.Length * _collective.Size];
        _collective.AllGather(hash, all);
        return [.. Enumerable.Range(1, _collective.Size - 1)
            .Where(rank => !all.AsSpan(rank * hash.Length, hash.Length).SequenceEqual(all.AsSpan(0, hash.Length)))];
    }

    private static string Names(IEnumerable<object?> objects) =>
        "[" + string.Join(", ", objects.Select(item => item is null ? "none" : item.GetType().Name)) + "]";
}
