using System.Globalization;

namespace Cornea.Callbacks;

/// <summary>The state of a training as the content of a file, and back.</summary>
/// <remarks>
/// Tensors: <c>weights/N/NAME</c>, <c>optimizer/N/NAME</c>, <c>metrics/N/NAME</c>, <c>callbacks/N/M</c>, <c>states/N/SAMPLES/M</c> of
/// stateful layers, <c>history/N/NAME</c> (float64) and <c>epochs</c>. The rest is text in the metadata.
/// </remarks>
internal sealed class Backup(string path, Safetensors content)
{
    private const string Format = "cornea backup 1";

    public static Safetensors Of(Model model, TrainingPosition position)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, variable) in Variables(model))
            tensors.Add(name, variable.ToTensor());
        for (var i = 0; i < position.Callbacks.Count; i++)
        {
            var state = position.Callbacks[i].State;
            for (var j = 0; j < state.Count; j++)
                tensors.Add(Key("callbacks", i, Text(j)), state[j]);
        }
        var recurrent = Recurrent(model).ToArray();
        for (var i = 0; i < recurrent.Length; i++)
        {
            foreach (var (batch, states) in recurrent[i].Held)
            {
                for (var j = 0; j < states.Count; j++)
                    tensors.Add(Key("states", i, $"{Text(batch)}/{Text(j)}"), states[j].ToTensor());
            }
        }
        var history = position.History;
        for (var i = 0; i < history.Names.Count; i++)
            tensors.Add(Key("history", i, history.Names[i]), Tensor.From((double[])[.. history[history.Names[i]]]));
        if (history.Epochs.Count > 0)
            tensors.Add("epochs", Tensor.From((int[])[.. history.Epochs]));
        return new Safetensors(tensors, new Dictionary<string, string>
        {
            ["format"] = Format,
            ["callbacks"] = Names(position),
            ["seed"] = Text(model.Seed),
            ["trained_steps"] = Text(model.TrainedSteps),
            ["epoch"] = Text(position.Epoch),
            ["step"] = Text(position.Step),
            ["steps"] = Text(position.Steps),
            ["next_pass"] = Text(position.NextPass),
            ["next_batch"] = Text(position.NextBatch),
        });
    }

    /// <summary>Throws where the backup is of another training.</summary>
    public void Check(Model model, TrainingPosition position)
    {
        if (content.Metadata.GetValueOrDefault("format") != Format)
            throw Other($"its format is '{content.Metadata.GetValueOrDefault("format")}', and '{Format}' is read");
        if (Number("steps") != position.Steps)
            throw Other($"an epoch had {Number("steps")} steps there and has {position.Steps} here");
        if (content.Metadata.GetValueOrDefault("callbacks") != Names(position))
            throw Other($"it had the callbacks {content.Metadata.GetValueOrDefault("callbacks")} there and has {Names(position)} here");
        foreach (var (name, variable) in Variables(model))
        {
            if (!content.Tensors.TryGetValue(name, out var tensor))
                throw Other($"it has no '{name}'");
            if (tensor.Type != variable.Type)
                throw Other($"'{name}' is {tensor.Type} there and {variable.Type} here");
        }
    }

    public void Restore(Model model, TrainingPosition position)
    {
        foreach (var (name, variable) in Variables(model))
            variable.Assign(content.Tensors[name]);
        (model.Seed, model.TrainedSteps) = (Number("seed"), Number("trained_steps"));
        (position.Epoch, position.Step) = ((int)Number("epoch"), (int)Number("step"));
        (position.NextPass, position.NextBatch) = ((int)Number("next_pass"), (int)Number("next_batch"));
        for (var i = 0; i < position.Callbacks.Count; i++)
        {
            var state = new List<Tensor>();
            while (content.Tensors.TryGetValue(Key("callbacks", i, Text(state.Count)), out var tensor))
                state.Add(tensor);
            if (state.Count > 0)
                position.Callbacks[i].State = state;
        }
        var recurrent = Recurrent(model).ToArray();
        foreach (var layer in content.Tensors.Keys.Select(key => key.Split('/')).Where(key => key[0] == "states")
            .GroupBy(key => (Layer: key[1], Batch: key[2])))
        {
            var (number, batch) = (int.Parse(layer.Key.Layer, CultureInfo.InvariantCulture),
                int.Parse(layer.Key.Batch, CultureInfo.InvariantCulture));
            var states = Enumerable.Range(0, layer.Count()).Select(i => content.Tensors[Key("states", number, $"{Text(batch)}/{Text(i)}")]);
            recurrent[number].Hold(batch, [.. states]);
        }
        var epochs = content.Tensors.TryGetValue("epochs", out var numbers) ? numbers.ToArray<int>() : [];
        position.History.Begin(epochs, content.Tensors.Where(pair => pair.Key.StartsWith("history/", StringComparison.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key.Split('/', 3)[2], pair.Value.ToArray<double>())));
    }

    private static IEnumerable<RecurrentLayer> Recurrent(Layer layer) =>
        layer.Sublayers.SelectMany(inner => inner is RecurrentLayer recurrent ? [recurrent] : Recurrent(inner));

    private static IEnumerable<(string Name, Variable Variable)> Variables(Model model)
    {
        var setup = model.Setup("be kept");
        (string Group, IEnumerable<Variable> Variables)[] groups =
        [
            ("weights", model.Weights.Select(weight => weight.Variable)),
            ("optimizer", model.Optimizer?.Variables ?? []),
            ("metrics", setup.Accumulators),
        ];
        return groups.SelectMany(group => group.Variables.Select((variable, i) => (Key(group.Group, i, variable.Name), variable)));
    }

    // The bar that Fit adds itself remembers nothing, and need not be the same again.
    private static string Names(TrainingPosition position) =>
        string.Join(", ", position.Callbacks.Where(callback => callback is not ProgbarLogger).Select(callback => callback.GetType().Name));

    private static string Key(string group, int number, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{group}/{number:D4}/{name}");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private long Number(string name) =>
        long.TryParse(content.Metadata.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw Other($"it has no number '{name}'");

    private InvalidOperationException Other(string why) => new(
        $"BackupAndRestore found '{path}', but it is of another training: {why}. Start the same program again, give another folder, or " +
        "delete this one to begin anew.");
}
