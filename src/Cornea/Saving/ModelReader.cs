using System.Text;
using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>Reads a whole model of a file of Keras.</summary>
/// <param name="file">The file.</param>
/// <param name="path">Its name, for messages.</param>
/// <param name="options">How it is read.</param>
internal sealed class ModelReader(KerasFile file, string path, LoadOptions options)
{
    private readonly ConfigSource _source = new(VersionOf(file));
    private IReadOnlyDictionary<string, string> _layerNames = new Dictionary<string, string>();

    /// <summary>The model, with its weights, and compiled where the file says how.</summary>
    public Model Read()
    {
        if (file.ModelConfig is null)
        {
            throw new InvalidDataException(
                $"'{path}' holds weights alone, without the network that they belong to. " +
                "Build the model in code and call model.LoadWeights(path).");
        }
        var stored = NetworkReader.Unwrapped(ConfigJson.Parse(file.ModelConfig));
        var model = Network(stored);
        ReadWeights(model, file, path, names: _layerNames).Copy(allowPartial: false);
        if (options.Compile)
        {
            Compile(model, stored.AsObject());
        }
        foreach (var note in _source.Notes)
        {
            options.Noted?.Invoke(note);
        }
        return model;
    }

    private Model Network(ConfigValue stored)
    {
        try
        {
            var reader = new NetworkReader(_source, options, Vocabulary);
            var model = reader.Read(stored, $"'{path}'");
            _layerNames = reader.LayerNames;
            Build(model);
            return model;
        }
        catch (ShapeException fault)
        {
            throw new ConfigException($"'{path}' holds a network that cannot be built. {fault.Message}", fault);
        }
    }

    /// <summary>Pairs the weights of a model with those of a file.</summary>
    public static WeightTransfer ReadWeights(
        Model model, KerasFile file, string path, bool byName = false, IReadOnlyDictionary<string, string>? names = null)
    {
        var groups = names is null ? file.Variables
            : [.. file.Variables.Select(group => group with { Path = names.GetValueOrDefault(group.Path) ?? group.Path })];
        var transfer = new WeightTransfer(path);
        if (file.Kind == KerasFileKind.Legacy)
        {
            LegacyLayout.Pair(model, groups, LegacyRules.Of(file), transfer, byName);
        }
        else
        {
            TreeWeights.Pair(model, WeightNode.Of(groups), transfer);
        }
        return transfer;
    }

    /// <summary>The version that wrote a file; files before 2.0 may have none at all.</summary>
    public static Version? VersionOf(KerasFile file) =>
        NetworkReader.VersionOf(file.KerasVersion) ?? (file.Kind == KerasFileKind.Legacy ? new Version(1, 0) : null);

    // The file of a layer's vocabulary, by its group; Keras before 2.15 called the folders between otherwise.
    private string? Vocabulary(string group)
    {
        var name = file.Assets.FirstOrDefault(name => name == $"assets/{group}/vocabulary.txt") ?? file.Assets.FirstOrDefault(
            name => name.EndsWith($"/{group.Split('/')[^1]}/vocabulary.txt", StringComparison.Ordinal));
        return name is null ? null : Encoding.UTF8.GetString(file.ReadAsset(name)!.Value.Span);
    }

    private void Build(Model model)
    {
        if (model.Weights.Count > 0 || model is not Sequential chain || model.IsBuilt)
        {
            return;
        }
        if (chain.SampleShape is { } sample)
        {
            model.BuildFor([sample.Insert(0, Shape.Unknown)]);
        }
        else if (model.SavedBuildConfig?.Given(LayerConfig.InputShapeKey) is { } saved && saved.AsList().Skip(1).Any())
        {
            var lengths = saved.AsList().Skip(1).Select(length => length.IsNull ? Shape.Unknown : length.AsInt32());
            model.BuildFor([new Shape([Shape.Unknown, .. lengths])]);
        }
        else if (chain.Layers is [var first, ..] && StoredShape(first) is { } kernel && FirstShape.Of(first, kernel) is { } shape)
        {
            model.BuildFor([shape]);
        }
    }

    // The shape of the first weight of a layer in the file.
    private IReadOnlyList<long>? StoredShape(Layer layer)
    {
        var stored = file.Kind == KerasFileKind.Legacy ? file.Find(layer.Name)?.Items
            : WeightNode.Of(file.Variables).Container?.OfClass(AutomaticNames.ToSnakeCase(layer.ClassName)) is [var node, ..]
                ? node.WithVariables().FirstOrDefault()?.Variables : null;
        return stored is [var weight, ..] ? weight.Dataset.Shape : null;
    }

    private void Compile(Model model, ConfigObject config)
    {
        var text = file.TrainingConfig is { } training ? ConfigJson.Parse(training) : config.Given("compile_config");
        if (text is not { Kind: ConfigValueKind.Object })
        {
            return;
        }
        text = OlderLayerNames.Renamed(text, _layerNames);
        try
        {
            var isLegacy = _source.IsBeforeKeras3 && file.Kind == KerasFileKind.Legacy
                && text.AsObject().Given("optimizer_config") is { Kind: ConfigValueKind.Object } optimizer
                && optimizer.AsObject().Given("class_name") is { Kind: ConfigValueKind.Text } name
                && !name.AsText().StartsWith("Custom>", StringComparison.Ordinal) && name.AsText() is not "LossScaleOptimizerV3";
            new CompileReader(_source).Compile(model, new OlderConfiguration(_source).Modernize(text).AsObject());
            if (model.Trainer.Setup is { Optimizer: { } made } setup)
            {
                IReadOnlyList<Variable> trained = [.. setup.Trained.Weights(model).Select(weight => weight.Variable)];
                if (trained is [])
                {
                    return; // A network without weights yet: the first step makes them, and the optimizer's slots with them.
                }
                made.Build(trained);
                if (file.Optimizer is { Items.Count: > 0 } state
                    && OptimizerReader.Restore(made, trained, state.Items, _source.KerasVersion, isLegacy) is { } problem)
                {
                    _source.Note(problem);
                }
            }
        }
        catch (Exception unknown) when (unknown is not (OutOfMemoryException or IOException))
        {
            model.Trainer.WhyNotCompiled = unknown.Message;
            _source.Note($"The model is not compiled, since '{path}' says how in a way that is not known here: {unknown.Message}");
        }
    }
}
