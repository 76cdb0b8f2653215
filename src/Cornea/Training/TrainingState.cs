using System.Globalization;

namespace Cornea.Training;

/// <summary>
/// All that a training needs to go on, at one moment: the weights, the optimizer, the metrics so far, the counters that random numbers and
/// the order of the samples depend on, the position in the epoch and in the data, what callbacks remember (the best value, patience) and
/// stateful layers hold, and the history. Taken by <see cref="Trainer.GetState"/>, set by <see cref="Trainer.SetState"/>.
/// </summary>
/// <example>
/// <code>
/// model.Trainer.GetState().Save("run.safetensors");
/// ...
/// model.Trainer.SetState(TrainingState.Load("run.safetensors"));
/// model.Fit(x, y, epochs: 20);    // goes on, to the same bits
/// </code>
/// </example>
public sealed class TrainingState
{
    private const string Format = "cornea training state 2";
    private const string FirstFormat = "cornea backup 1"; // without a digest and a description of the network
    private const string Digest = "sha256";
    private readonly Safetensors _content;

    internal TrainingState(Safetensors content) => _content = content;

    /// <summary>
    /// The values by name: <c>weights/N/NAME</c>, <c>optimizer/N/NAME</c>, <c>metrics/N/NAME</c>, <c>callbacks/N/M</c>,
    /// <c>states/N/SAMPLES/M</c> of stateful layers, <c>history/N/NAME</c> (float64) and <c>epochs</c>.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _content.Tensors;

    /// <summary>Counters and what the training is known by, as text: <c>seed</c>, <c>trained_steps</c>, <c>epoch</c>, <c>step</c>,
    /// <c>batch_size</c>, <c>callbacks</c> and the like.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _content.Metadata;

    /// <summary>How many training steps had been run.</summary>
    public long TrainedSteps => Number("trained_steps");

    /// <summary>The epoch that was running or came next, from 0.</summary>
    public int Epoch => (int)Number("epoch");

    /// <summary>How many steps of it were done.</summary>
    public int Step => (int)Number("step");

    /// <summary>Writes the state to a safetensors file, whole or not at all, with a SHA-256 over all that it holds.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => SafetensorsFile.Write(path, _content.Tensors, Digested);

    /// <summary>Reads a state from a file, and compares its checksum.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MalformedFileException">The file is damaged.</exception>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrainingState Load(string path) => From(SafetensorsFile.Read(path), path);

    internal static TrainingState From(Safetensors content, string path)
    {
        var format = content.Metadata.GetValueOrDefault("format");
        if (format is not (Format or FirstFormat))
        {
            throw new InvalidDataException(
                $"'{path}' is expected to be the state of a training, of format '{Format}', but its format is '{format}'. " +
                "Give a file that BackupAndRestore or TrainingState.Save wrote.");
        }
        var metadata = content.Metadata.Where(pair => pair.Key != Digest).ToDictionary();
        if (format == Format && content.Metadata.GetValueOrDefault(Digest) is var stated
            && StateDigest.Of(content.Tensors, metadata) is var computed && stated != computed)
        {
            throw new MalformedFileException(
                path, 0, Digest, $"the file states the SHA-256 {stated ?? "of nothing"} of its content, but it is {computed}",
                "The file was damaged after it was written: take an older one.");
        }
        return new TrainingState(new Safetensors(content.Tensors, metadata));
    }

    private Dictionary<string, string> Digested => new(_content.Metadata)
    {
        [Digest] = StateDigest.Of(_content.Tensors, _content.Metadata),
    };

    /// <summary>The state at this moment. To be called under the trainer's gate, with the training's accumulators in place.</summary>
    internal static TrainingState Of(Trainer trainer)
    {
        var (model, position) = (trainer.Model, trainer.Position);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, variable) in Variables(trainer))
            tensors.Add(name, variable.ToTensor());
        var callbacks = position?.Callbacks ?? [];
        for (var i = 0; i < callbacks.Count; i++)
        {
            var state = callbacks[i].State;
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
        if (position?.History is { } history)
        {
            for (var i = 0; i < history.Names.Count; i++)
                tensors.Add(Key("history", i, history.Names[i]), Tensor.From((double[])[.. history[history.Names[i]]]));
            if (history.Epochs.Count > 0)
                tensors.Add("epochs", Tensor.From((int[])[.. history.Epochs]));
        }
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["callbacks"] = Names(callbacks),
            ["seed"] = Text(model.Seed),
            ["trained_steps"] = Text(trainer.TrainedSteps),
            ["own_calls"] = Text(model.OwnCalls),
            ["epoch"] = Text(position?.Epoch ?? 0),
            ["step"] = Text(position?.Step ?? 0),
            ["steps"] = Text(position?.Steps ?? 0),
            // The pass behind the one in which the next batch stands.
            ["next_pass"] = Text((position?.Pass ?? 0) + 1),
            ["next_batch"] = Text(position?.Batch ?? 0),
        };
        if (position?.Data is { } data)
        {
            metadata["batch_size"] = Text(data.BatchSize);
            if (data.Samples is { } samples)
                metadata["samples"] = Text(samples);
            if (data.Batches is { } batches)
                metadata["batches"] = Text(batches);
        }
        metadata["network"] = ConfigJson.Write(position is null ? NetworkDescription.Of(trainer) : Network(trainer, position));
        return new TrainingState(new Safetensors(tensors, metadata));
    }

    /// <summary>What the training of the state has otherwise than the one that runs.</summary>
    internal IReadOnlyList<string> Differences(Trainer trainer)
    {
        var position = trainer.Position!;
        var differences = new List<string>();
        Compare("steps", position.Steps ?? 0, (there, here) => $"an epoch had {there} steps there and has {here} here");
        if (position.Data is { } data)
        {
            Compare("batch_size", data.BatchSize, (there, here) => $"a batch had {there} samples there and has {here} here");
            Compare("samples", data.Samples, (there, here) => $"it had {there} samples there and has {here} here");
            if (data.Samples is null || !Metadata.ContainsKey("samples"))
                Compare("batches", data.Batches, (there, here) => $"the data made {there} batches there and makes {here} here");
        }
        if (Metadata.GetValueOrDefault("callbacks") != Names(position.Callbacks))
        {
            differences.Add(
                $"it had the callbacks {Metadata.GetValueOrDefault("callbacks")} there and has {Names(position.Callbacks)} here");
        }
        differences.AddRange(DifferencesOf(trainer));
        if (Metadata.GetValueOrDefault("network") is { } network)
            differences.AddRange(NetworkDescription.Differences(Described(network), Network(trainer, position)));
        return differences;

        void Compare(string name, long? number, Func<long, long, string> text)
        {
            if (number is { } here && Metadata.ContainsKey(name) && Number(name) is var there && there != here)
                differences.Add(text(there, here));
        }
    }

    /// <summary>What the network and the optimizer of the state have otherwise than those that are there.</summary>
    internal IReadOnlyList<string> DifferencesOf(Trainer trainer)
    {
        var differences = new List<string>();
        foreach (var (name, variable) in Variables(trainer))
        {
            if (!Tensors.TryGetValue(name, out var tensor))
                differences.Add($"it has no '{name}'");
            else if (tensor.Type != variable.Type)
                differences.Add($"'{name}' is {tensor.Type} there and {variable.Type} here");
        }
        return differences;
    }

    /// <summary>Sets everything. To be called under the trainer's gate, with the training's accumulators in place.</summary>
    internal void Restore(Trainer trainer, TrainingPosition position)
    {
        RestoreModel(trainer);
        (position.Epoch, position.Step) = (Epoch, Step);
        (position.Pass, position.Batch) = ((int)Number("next_pass") - 1, (int)Number("next_batch"));
        for (var i = 0; i < position.Callbacks.Count; i++)
        {
            var state = new List<Tensor>();
            while (Tensors.TryGetValue(Key("callbacks", i, Text(state.Count)), out var tensor))
                state.Add(tensor);
            if (state.Count > 0)
                position.Callbacks[i].State = state;
        }
        var epochs = Tensors.TryGetValue("epochs", out var numbers) ? numbers.ToArray<int>() : [];
        position.History.Begin(epochs, Tensors.Where(pair => pair.Key.StartsWith("history/", StringComparison.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key.Split('/', 3)[2], pair.Value.ToArray<double>())));
    }

    /// <summary>Sets what belongs to the model and its optimizer, without the position.</summary>
    internal void RestoreModel(Trainer trainer)
    {
        var (model, setup) = (trainer.Model, trainer.RequireSetup("be brought to another state"));
        // Slots come into being at the first step, which may be to come.
        var slots = Tensors.Keys.Count(key => key.StartsWith("optimizer/", StringComparison.Ordinal));
        if (setup.Optimizer is { } optimizer && slots > optimizer.Variables.Count)
            optimizer.Build([.. setup.Trained.Weights(model).Select(weight => weight.Variable)]);
        foreach (var (name, variable) in Variables(trainer))
        {
            if (Tensors.TryGetValue(name, out var tensor))
                variable.Assign(tensor);
        }
        (model.Seed, trainer.TrainedSteps) = (Number("seed"), TrainedSteps);
        if (Metadata.ContainsKey("own_calls"))
            model.OwnCalls = (int)Number("own_calls");
        var recurrent = Recurrent(model).ToArray();
        foreach (var layer in recurrent)
            layer.ResetState(); // states that were zero are not kept
        foreach (var held in Tensors.Keys.Select(key => key.Split('/')).Where(key => key[0] == "states")
            .GroupBy(key => (Layer: key[1], Batch: key[2])))
        {
            var (number, batch) = (int.Parse(held.Key.Layer, CultureInfo.InvariantCulture),
                int.Parse(held.Key.Batch, CultureInfo.InvariantCulture));
            var states = Enumerable.Range(0, held.Count()).Select(i => Tensors[Key("states", number, $"{Text(batch)}/{Text(i)}")]);
            recurrent[number].Hold(batch, [.. states]);
        }
    }

    private static ConfigObject Network(Trainer trainer, TrainingPosition position) => position.Network ??= NetworkDescription.Of(trainer);

    private static ConfigObject Described(string network)
    {
        try
        {
            return ConfigJson.Parse(network).AsObject();
        }
        catch (ConfigException fault)
        {
            throw new InvalidDataException($"The state describes its network in a way that cannot be read: {fault.Message}", fault);
        }
    }

    private static IEnumerable<RecurrentLayer> Recurrent(Layer layer) =>
        layer.Sublayers.SelectMany(inner => inner is RecurrentLayer recurrent ? [recurrent] : Recurrent(inner));

    private static IEnumerable<(string Name, Variable Variable)> Variables(Trainer trainer)
    {
        (string Group, IEnumerable<Variable> Variables)[] groups =
        [
            ("weights", trainer.Model.Weights.Select(weight => weight.Variable)),
            ("optimizer", trainer.Optimizer?.Variables ?? []),
            ("metrics", trainer.RequireSetup("be kept").Accumulators),
        ];
        return groups.SelectMany(group => group.Variables.Select((variable, i) => (Key(group.Group, i, variable.Name), variable)));
    }

    // The bar that Fit adds itself remembers nothing, and need not be the same again.
    private static string Names(IReadOnlyList<Callback> callbacks) =>
        string.Join(", ", callbacks.Where(callback => callback is not ProgbarLogger).Select(callback => callback.GetType().Name));

    private static string Key(string group, int number, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{group}/{number:D4}/{name}");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private long Number(string name) =>
        long.TryParse(Metadata.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new InvalidDataException(
            $"The state of a training is expected to have a number '{name}', but has none. Take another file.");
}
