namespace Cornea.Onnx;

/// <summary>How often each of a list of sequences of words stands in a row of words, which are whole numbers.</summary>
internal static class NGrams
{
    /// <summary>Computes TfIdfVectorizer.</summary>
    public static Tensor Count(OperatorCall call)
    {
        int[] Ints(string name) => call.Ints(name) ?? throw call.Fault($"the attribute '{name}' is missing", name);
        var (pool, starts, places) = (Ints("pool_int64s"), Ints("ngram_counts"), Ints("ngram_indexes"));
        var (shortest, longest, skips) = (call.Required("min_gram_length"), call.Required("max_gram_length"),
            call.Required("max_skip_count"));
        if (shortest < 1 || longest < shortest || skips < 0 || longest > starts.Length)
            throw call.Fault($"sequences of {shortest} to {longest} words do not fit {starts.Length} lists of them", "ngram_counts");
        var rows = call[0].Rank switch
        {
            1 => call[0].ExpandDims(0),
            2 => call[0],
            var rank => throw call.Fault($"rows of words have 1 or 2 axes, but received {rank}"),
        };
        rows = rows.Cast(DType.Int64);
        var length = rows.Shape[1];
        var counts = Tensor.Zeros([rows.Shape[0], places.Max() + 1]);
        for (var (words, first) = (1, 0); words <= starts.Length; words++)
        {
            var end = words < starts.Length ? starts[words] : pool.Length;
            var begin = starts[words - 1];
            if (begin < 0 || end < begin || end > pool.Length || (end - begin) % words != 0)
                throw call.Fault($"the list of sequences of {words} words goes from {begin} to {end}", "ngram_counts");
            var number = (end - begin) / words;
            if (first + number > places.Length)
                throw call.Fault($"{places.Length} places are too few", "ngram_indexes");
            if (words >= shortest && words <= longest && number > 0)
            {
                counts += Found(call, rows, pool.AsSpan(begin, end - begin), words, words == 1 ? 0 : skips, length,
                    places.AsSpan(first, number).ToArray(), counts.Shape[1]);
            }
            first += number;
        }
        var weights = call.Floats("weights") is { } given ? Placed(call, given, places, counts.Shape[1]) : null;
        var result = call.Text("mode", "") switch
        {
            "TF" => counts,
            "IDF" => (counts > 0).Cast(DType.Float32) * (weights ?? Tensor.Ones([1])),
            "TFIDF" => counts * (weights ?? Tensor.Ones([1])),
            var other => throw call.Fault($"mode '{other}' is not known", "mode"),
        };
        return call[0].Rank == 1 ? result.Squeeze(0) : result;
    }

    private static Tensor Placed(OperatorCall call, float[] weights, int[] places, int width)
    {
        if (weights.Length != places.Length)
            throw call.Fault($"{weights.Length} weights are given for {places.Length} sequences", "weights");
        var placed = new float[width];
        for (var i = 0; i < weights.Length; i++)
            placed[places[i]] = weights[i];
        return Tensor.From(placed);
    }

    // Words may stand apart: each distance up to the largest is looked at on its own.
    private static Tensor Found(
        OperatorCall call, Tensor rows, ReadOnlySpan<int> pool, int words, int skips, int length, int[] places, int width)
    {
        var number = places.Length;
        if (places.Any(place => place < 0))
            throw call.Fault("a place is below 0", "ngram_indexes");
        var sequences = Tensor.From(pool.ToArray().Select(word => (long)word).ToArray(), [number, words]);
        var found = Tensor.Zeros([rows.Shape[0], number]);
        for (var step = 1; step <= skips + 1; step++)
        {
            var windows = length - (words - 1) * step;
            if (windows < 1)
                break;
            Tensor? same = null;
            for (var word = 0; word < words; word++)
            {
                var one = rows.Narrow(1, word * step, windows).ExpandDims(-1).EqualTo(sequences.Narrow(1, word, 1).Squeeze(1));
                same = same is null ? one : same & one;
            }
            found += same!.Cast(DType.Float32).Sum(1);
        }
        // Two sequences may count for one place.
        var targets = Tensor.From(places.Select(place => (long)place).ToArray());
        return Tensor.Zeros([width, rows.Shape[0]]).ScatterAdd(targets, found.Transpose()).Transpose();
    }
}
