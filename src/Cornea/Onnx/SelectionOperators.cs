namespace Cornea.Onnx;

/// <summary>
/// Operators whose results have as many elements as their values say: those values must be known when the network is made.
/// </summary>
internal static class SelectionOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("NonZero", 9, "", NonZero),
        OperatorEntry.Of("Compress", 9, "axis", call =>
        {
            var wanted = call.Known(1, "the condition").Cast(DType.Bool).ToArray<bool>();
            var chosen = Tensor.From(Enumerable.Range(0, wanted.Length).Where(place => wanted[place]).ToArray());
            return call.Has("axis") ? call[0].Gather(chosen, call.Axis(call.Required("axis"), call[0].Rank))
                : call[0].Flatten().Gather(chosen);
        }),
        new OperatorEntry("Unique", 11, "axis sorted", Unique),
        OperatorEntry.Of("NonMaxSuppression", 10, "center_point_box", Apart),
    ];

    private static Tensor NonZero(OperatorCall call)
    {
        var x = call.Known(0, "the input").Cast(DType.Bool).ToArray<bool>();
        var shape = call[0].Shape;
        var places = Enumerable.Range(0, x.Length).Where(place => x[place]).ToArray();
        var result = new long[shape.Rank * places.Length];
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var inner = shape[(axis + 1)..].Size;
            for (var i = 0; i < places.Length; i++)
                result[axis * places.Length + i] = places[i] / inner % shape[axis];
        }
        return Tensor.From(result, [shape.Rank, places.Length]);
    }

    // Parts along an axis, or single elements: each once, in their order or in that of their first places.
    private static Tensor?[] Unique(OperatorCall call)
    {
        var x = call.Known(0, "the input");
        var whole = !call.Has("axis");
        var axis = whole ? 0 : call.Axis(call.Required("axis"), x.Rank);
        var parts = whole ? x.Reshape(x.Size, 1) : x.MoveAxis(axis, 0).Reshape(x.Shape[axis], -1);
        var (count, width) = (parts.Shape[0], parts.Shape[1]);
        var values = parts.ToArray<double>();
        int Compare(int a, int b) => values.AsSpan(a * width, width).SequenceCompareTo(values.AsSpan(b * width, width));
        var order = Enumerable.Range(0, count).Order(Comparer<int>.Create((a, b) => Compare(a, b) is var far and not 0 ? far : a - b))
            .ToArray();
        var firsts = order.Where((place, i) => i == 0 || Compare(place, order[i - 1]) != 0).ToArray();
        if (call.Int("sorted", 1) == 0)
            Array.Sort(firsts);
        var rank = firsts.Select((place, i) => (place, i)).ToDictionary(pair => pair.place, pair => (long)pair.i);
        var (inverse, counts, first) = (new long[count], new long[firsts.Length], -1);
        foreach (var place in order)
        {
            first = first >= 0 && Compare(place, first) == 0 ? first : place;
            inverse[place] = rank[first];
            counts[rank[first]]++;
        }
        var chosen = (whole ? x.Flatten() : x).Gather(Tensor.From(firsts), axis);
        return [chosen, Tensor.From(firsts.Select(place => (long)place).ToArray()), Tensor.From(inverse), Tensor.From(counts)];
    }

    // Of boxes that cover each other those with the best scores, class by class: (batch, class, box) of each.
    private static Tensor Apart(OperatorCall call)
    {
        var (boxes, scores) = (call.Known(0, "the boxes"), call.Known(1, "the scores"));
        if (boxes.Rank != 3 || boxes.Shape[2] != 4 || scores.Rank != 3 || scores.Shape[0] != boxes.Shape[0]
            || scores.Shape[2] != boxes.Shape[1])
        {
            throw call.Fault($"boxes {boxes.Shape} and scores {scores.Shape} do not fit each other");
        }
        double Number(int index, double otherwise) => call.Optional(index) is null ? otherwise
            : call.Known(index, "a limit").ToArray<double>() is [var one] ? one : throw call.Fault($"input {index} is one number");
        var (most, covered, least) = (Number(2, 0), Number(3, 0), Number(4, double.NegativeInfinity));
        var isCentered = call.Int("center_point_box", 0) == 1;
        var (places, numbers) = (boxes.ToArray<double>(), scores.ToArray<double>());
        var (count, classes) = (boxes.Shape[1], scores.Shape[1]);
        var result = new List<long>();
        for (var batch = 0; batch < boxes.Shape[0]; batch++)
        {
            Box[] all = [.. Enumerable.Range(0, count).Select(i => Box.Of(places.AsSpan((batch * count + i) * 4, 4), isCentered))];
            for (var label = 0; label < classes; label++)
            {
                var own = numbers.AsMemory((batch * classes + label) * count, count);
                var kept = new List<int>();
                foreach (var box in Enumerable.Range(0, count).Where(i => own.Span[i] > least).OrderByDescending(i => own.Span[i]))
                {
                    if (kept.Count < most && kept.TrueForAll(other => all[box].Share(all[other]) <= covered))
                        kept.Add(box);
                }
                result.AddRange(kept.SelectMany(box => (long[])[batch, label, box]));
            }
        }
        return Tensor.From(result.ToArray(), [result.Count / 3, 3]);
    }

    private readonly record struct Box(double Top, double Left, double Bottom, double Right)
    {
        private double Area => (Bottom - Top) * (Right - Left);

        // Two corners (y, x), whichever they are; or the middle (x, y) and the lengths (width, height).
        public static Box Of(ReadOnlySpan<double> at, bool isCentered) => isCentered
            ? new(at[1] - at[3] / 2, at[0] - at[2] / 2, at[1] + at[3] / 2, at[0] + at[2] / 2)
            : new(Math.Min(at[0], at[2]), Math.Min(at[1], at[3]), Math.Max(at[0], at[2]), Math.Max(at[1], at[3]));

        // What both cover, of what one of them covers.
        public double Share(Box other)
        {
            var high = Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));
            var wide = Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left));
            return high * wide > 0 ? high * wide / (Area + other.Area - high * wide) : 0;
        }
    }
}
