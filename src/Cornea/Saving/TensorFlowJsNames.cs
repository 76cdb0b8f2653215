using System.Globalization;

namespace Cornea.Saving;

/// <summary>
/// Finds the weights of a model by the names that the writers of TensorFlow.js's format give them: the names of layers on the way to the
/// weight, of which each writer leaves out others, and the weight's own name.
/// </summary>
internal sealed class TensorFlowJsNames
{
    private readonly List<Place> _places = [];

    public TensorFlowJsNames(Model model) => Walk(model, [model.Name], [], []);

    /// <summary>Pairs the weights; what fits nowhere or was not found is noted.</summary>
    public void Pair(IReadOnlyList<KeyValuePair<string, Tensor>> weights, WeightTransfer transfer)
    {
        var free = _places.ToList();
        var left = new List<KeyValuePair<string, Tensor>>();
        // Names that fit one place alone come first, so that those that fit several get what is left.
        foreach (var weight in weights.OrderBy(weight => free.Count(place => place.Fits(weight.Key))))
        {
            if (free.Where(place => place.Fits(weight.Key)).MinBy(place => place.Path.Length) is { } place)
                Take(place, weight);
            else
                left.Add(weight);
        }
        // A graph of TensorFlow 1 numbers a name that it has already, so that 'dense_4_1' is the layer dense_4. Only where all that is left
        // finds a place of its own: anything else would be a guess.
        List<Place>[] numbered = [.. left.Select(weight => free.FindAll(place =>
            place.Fits(weight.Key, isNumbered: true) && place.Variable.Shape == weight.Value.Shape))];
        if (numbered.All(places => places.Count == 1) && numbered.Select(places => places[0]).Distinct().Count() == left.Count)
        {
            for (var i = 0; i < left.Count; i++)
                Take(numbered[i][0], left[i]);
            left.Clear();
        }
        transfer.Leave(left.Select(weight => weight.Key));
        transfer.Miss(free.Select(place => place.Variable));

        void Take(Place place, KeyValuePair<string, Tensor> weight)
        {
            free.Remove(place);
            transfer.Pair(place.Owner, [place.Variable], [new StoredWeight(weight.Key, weight.Value.Shape, () => weight.Value)]);
        }
    }

    /// <summary>The name that the Python converter gives each weight, in the model's order: the converter knows no models inside.</summary>
    public IEnumerable<(string Name, Variable Variable)> Written() => _places.Select(place => (place.WrittenName, place.Variable));

    // Each variable once: the names on the way to it, those of classes with numbers, as Keras 3 stores them, and those that are written.
    private void Walk(Layer layer, string[] path, string[] numbered, string[] written)
    {
        for (var i = 0; i < layer.OwnWeights.Count; i++)
        {
            var weight = layer.OwnWeights[i];
            if (_places.All(place => place.Variable != weight.Variable))
                _places.Add(new Place(layer, weight.Variable, NameOf(layer, weight), i, path, numbered, written));
        }
        var counts = new Dictionary<string, int>();
        foreach (var inner in layer is Model model ? model.Layers : layer.Sublayers)
        {
            var snake = AutomaticNames.ToSnakeCase(inner.ClassName);
            var count = counts[snake] = counts.GetValueOrDefault(snake) + 1;
            var numberedName = layer is not Model ? "cell"
                : count == 1 ? snake : string.Create(CultureInfo.InvariantCulture, $"{snake}_{count - 1}");
            // A wrapper's layer carries no name of its own in the file, but the two directions do.
            string[] next = inner is Model ? []
                : layer is TimeDistributed ? written
                : [.. written, inner is RecurrentCell ? AutomaticNames.ToSnakeCase(inner.ClassName) : inner.Name];
            Walk(inner, [.. path, inner.Name], [.. numbered, numberedName], next);
        }
    }

    // Keras 2 calls the kernel of a depthwise convolution otherwise than Keras 3.
    private static string NameOf(Layer layer, Weight weight) =>
        layer is DepthwiseLayer && weight.Name == "kernel" ? "depthwise_kernel" : weight.Name;

    private sealed record Place(
        Layer Owner, Variable Variable, string Weight, int Index, string[] Path, string[] Numbered, string[] Written)
    {
        public string WrittenName => string.Join('/', [.. Written, Weight]);

        public bool Fits(string name, bool isNumbered = false)
        {
            var parts = name.Split('/');
            if (parts is [.., "vars", var index])
            {
                return index == Index.ToString(CultureInfo.InvariantCulture)
                    && parts[..^2].Where(part => part != "layers").SequenceEqual(Numbered);
            }
            return parts[^1] == Weight && parts.Length > 1 && IsOnTheWay(parts.AsSpan(..^1), isNumbered);
        }

        // Each part is a name on the way, in order; the last is that of the layer or, for a cell, of the layer that holds it.
        private bool IsOnTheWay(ReadOnlySpan<string> parts, bool isNumbered)
        {
            var at = 0;
            var last = -1;
            foreach (var part in parts)
            {
                while (at < Path.Length && !IsSame(Path[at], part, isCell: at == Path.Length - 1 && Owner is RecurrentCell)
                    && !(isNumbered && IsNumbered(Path[at], part)))
                {
                    at++;
                }
                if (at == Path.Length)
                    return false;
                last = at++;
            }
            // TimeDistributed and recurrent layers stand for the one layer that they hold.
            return last == Path.Length - 1 || last == Path.Length - 2 && Path.Length > 2;
        }

        // A cell's number is that of the program that made it.
        private static bool IsSame(string own, string stored, bool isCell) =>
            own == stored || isCell && own.TrimEnd(Digits) == stored.TrimEnd(Digits);

        private static bool IsNumbered(string own, string stored) => stored.Length > own.Length + 1 && stored[own.Length] == '_'
            && stored.StartsWith(own, StringComparison.Ordinal) && stored.AsSpan(own.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0;

        private static readonly char[] Digits = [.. "_0123456789"];
    }
}
