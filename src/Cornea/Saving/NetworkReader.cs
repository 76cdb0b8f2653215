namespace Cornea.Saving;

/// <summary>Makes the network that a configuration of any version of Keras says.</summary>
/// <param name="source">Who wrote it; takes notes.</param>
/// <param name="options">Functions of Lambda layers.</param>
/// <param name="assets">The vocabularies of text layers that a file has, by their paths; null without any.</param>
internal sealed class NetworkReader(ConfigSource source, LoadOptions options, Func<string, string?>? assets = null)
{
    private readonly TextInputs _texts = new(source, assets);
    private LoadOptions? _named;

    /// <summary>Today's names of the layers whose stored names are not allowed any more.</summary>
    public IReadOnlyDictionary<string, string> LayerNames { get; private set; } = new Dictionary<string, string>();

    /// <summary>The model; not built where the configuration does not say its input.</summary>
    /// <param name="stored">The configuration as it is stored.</param>
    /// <param name="owner">What holds it, for messages.</param>
    /// <exception cref="ConfigException">A class is not known, or a value does not fit.</exception>
    public Model Read(ConfigValue stored, string owner)
    {
        if (source.IsBeforeKeras3)
        {
            LayerNames = OlderLayerNames.Of(stored);
            stored = OlderLayerNames.Renamed(stored, LayerNames);
            NameLambdas();
        }
        var config = new OlderConfiguration(source).Modernize(stored);
        new ClassCheck(Options, source.KerasVersion).Check(config, owner);
        _texts.Find(config.AsObject());
        source.LayerOf = serialized => _texts.Read(serialized) ?? Lambda(serialized) ?? AdaptedLayers.Read(serialized, source)
            ?? StaticLayer.Read(serialized, source);
        return Registry.Deserialize(ClassKind.Layer, config, source) as Model
            ?? throw new ConfigException($"{owner} is expected to hold a model, but holds a layer. Read it by Registry.Deserialize.");
    }

    /// <summary>The configuration itself: some programs have put the JSON into a JSON string once more.</summary>
    public static ConfigValue Unwrapped(ConfigValue value) =>
        value.Kind == ConfigValueKind.Text ? ConfigJson.Parse(value.AsText()) : value;

    /// <summary>The version that the JSON of an architecture states; null where it states none.</summary>
    public static Version? VersionIn(ConfigValue stored) => stored.Kind == ConfigValueKind.Object
        && stored.AsObject().Given("keras_version") is { Kind: ConfigValueKind.Text } version ? VersionOf(version.AsText()) : null;

    /// <summary>A version as Keras writes it: <c>3.15.1</c>, <c>2.2.4-tf</c>, <c>1</c>; null where it is none.</summary>
    public static Version? VersionOf(string? text)
    {
        text = text?.Split('-', '+')[0];
        return Version.TryParse(text, out var version) ? version : int.TryParse(text, out var major) ? new Version(major, 0) : null;
    }

    // The user gives functions by the names that the file has.
    private void NameLambdas()
    {
        if (LayerNames.Count == 0)
        {
            return;
        }
        foreach (var (stored, now) in LayerNames)
        {
            source.Note($"Layer '{stored}' is called '{now}' here: Keras 3 has no '/' in names.");
        }
        _named = options with { Lambdas = Named(options.Lambdas), LambdasOfSeveral = Named(options.LambdasOfSeveral) };
    }

    private Dictionary<string, T> Named<T>(IReadOnlyDictionary<string, T> functions) =>
        functions.ToDictionary(pair => LayerNames.GetValueOrDefault(pair.Key, pair.Key), pair => pair.Value, StringComparer.Ordinal);

    private LoadOptions Options => _named ?? options;

    private Layer? Lambda(ConfigObject serialized)
    {
        if (serialized.Given("class_name") is not { Kind: ConfigValueKind.Text } name || name.AsText() != nameof(Layers.Lambda))
        {
            return null;
        }
        var config = serialized["config"].AsObject();
        var layer = config.Given("name")?.AsText() ?? "lambda";
        var stored = new ConfigObject();
        foreach (var (key, value) in serialized.Where(pair => pair.Key != "inbound_nodes"))
        {
            stored.Add(key, value);
        }
        var made = Options.LambdasOfSeveral.TryGetValue(layer, out var several)
            ? new Lambda((inputs, _) => several(inputs), name: layer) { Stored = stored }
            : Options.Lambdas.TryGetValue(layer, out var function) ? new Lambda(function, name: layer) { Stored = stored } : null;
        if (made is not null)
        {
            // What every layer has: its number types, and the shape of the input where a sequential model begins with it.
            LayerConfig.Read(made, new ConfigReader(nameof(Layers.Lambda), config, null, source));
        }
        return made;
    }
}
