using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>The lists of utils.json that are about models: splits, batches, summaries.</summary>
internal static class ModelUtilsChecks
{
    /// <summary>How many samples a split leaves for training, or that it is refused.</summary>
    public static void ValidationSplit(JsonElement test, Comparison comparison)
    {
        var (n, split) = (test.Whole("n", 0), test.Number("validation_split"));
        if (test.Optional("error") is not null)
        {
            var refused = false;
            try
            {
                Steps(n, 1, null, split);
            }
            catch (ArgumentException)
            {
                refused = true;
            }
            comparison.Holds("an error was expected", refused);
            return;
        }
        comparison.Near("train", Steps(n, 1, null, split), test.GetProperty("train") is { ValueKind: JsonValueKind.Number } train
            ? train.GetInt32() : throw new UnsupportedCaseException("rows"), 0);
    }

    /// <summary>How many steps an epoch has, and how many samples the last one.</summary>
    public static void Batching(JsonElement test, Comparison comparison)
    {
        var (n, batchSize, steps) = (test.Whole("n", 0), test.Optional("batch_size")?.GetInt32(), test.Optional("steps")?.GetInt32());
        comparison.Near("steps", Steps(n, batchSize, steps, 0), test.Whole("num_batches", 0), 0);
        var size = batchSize ?? (steps is { } count ? (n + count - 1) / count : 32);
        comparison.Near("last batch", n % size, test.Whole("partial_batch_size", 0), 0);
    }

    /// <summary>The text of a summary.</summary>
    public static void Summary(JsonElement test, Comparison comparison)
    {
        var kwargs = test.GetProperty("kwargs");
        (string, string)? range = kwargs.Optional("layer_range") is { } names ? (names[0].GetString()!, names[1].GetString()!) : null;
        var name = test.Text("name");
        var model = test.Optional("model") is { } json ? KerasObjects.Model(json)
            : name == "unbuilt" ? new Sequential { new Dense(4), new Dense(2) }
            : new Sequential();
        if (name.EndsWith("_with_optimizer", StringComparison.Ordinal))
        {
            model.Compile(new Adam(), new CategoricalCrossentropy());
            model.Optimizer!.Build([.. model.TrainableWeights.Select(weight => weight.Variable)]);
        }
        var positions = kwargs.Optional("positions")?.Numbers();
        comparison.Same("text",
            model.SummaryText(null, kwargs.Optional("line_length")?.GetInt32(), kwargs.Flag("expand_nested"), kwargs.Flag("show_trainable"),
            positions, range), test.Text("text"));
    }

    /// <summary>Sequences padded and cut.</summary>
    public static void PadSequences(JsonElement test, Comparison comparison)
    {
        var (kwargs, sequences) = (test.GetProperty("kwargs"), test.GetProperty("sequences").EnumerateArray().ToArray());
        UtilsReplay.CheckResultOrError(test, comparison, Padded, 0);
        if (test.Text("result_dtype", "") is { Length: > 0 } dtype)
            comparison.Same("element type", Padded().DType.Name(), dtype);

        Tensor Padded()
        {
            var (padding,
                truncating) = (Data.PadSequences.EndFromName(kwargs.Text("padding", "pre")),
                Data.PadSequences.EndFromName(kwargs.Text("truncating", "pre")));
            var (length, value) = (kwargs.Optional("maxlen")?.GetInt32(), kwargs.Number("value", 0));
            return sequences[0][0].ValueKind == JsonValueKind.Array
                ? Data.PadSequences.Pad([.. sequences.Select(Vectors)], length, padding, truncating, value)
                : kwargs.Text("dtype", "int32") == "float32"
                ? Data.PadSequences.Pad<float>(
                    [.. sequences.Select(sequence => sequence.Numbers().Select(number => (float)number).ToArray())], length, padding,
                    truncating, (float)value)
                : Data.PadSequences.Pad<int>([.. sequences.Select(sequence => sequence.Numbers().Select(number => (int)number).ToArray())],
                    length, padding, truncating, (int)value);
        }
    }

    private static Tensor Vectors(JsonElement sequence) =>
        Tensor.From([.. sequence.EnumerateArray().SelectMany(vector => vector.EnumerateArray().Select(number => number.GetInt32()))],
        [sequence.GetArrayLength(), sequence[0].GetArrayLength()]);

    private static int Steps(int n, int? batchSize, int? steps, double split)
    {
        var model = new Sequential { new Dense(1, inputDim: 1) };
        model.Compile(new SGD(), new MeanSquaredError());
        // No epoch is run: the steps of one are known before.
        return model.Fit(Tensor.Zeros([n, 1]), Tensor.Zeros([n, 1]), batchSize, epochs: 0, Verbosity.Silent, split,
            stepsPerEpoch: steps).Parameters.Steps;
    }
}
