namespace Cornea.Configuration;

public static partial class Registry
{
    private const string Class = "class_name";

    /// <summary>An object as Keras's files hold it.</summary>
    /// <param name="value">A layer, activation, loss and so on.</param>
    /// <returns>An object with <c>module</c>, <c>class_name</c>, <c>config</c> and <c>registered_name</c>; the name alone of a function
    /// with its default arguments, such as <c>relu</c>.</returns>
    /// <exception cref="ConfigException">The class has no configuration.</exception>
    public static ConfigValue Serialize(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is IConfigBase { SavedForm: { } form })
            return form;
        if (value is IOtherForm { OtherForm: { } other })
            return other;
        var entry = EntryOf(value);
        var config = GetConfig(value);
        if (IsFunction(entry) && config.Equals(GetConfig(Create(entry, [], null, new ConfigSource()))))
            return entry.ClassName;
        var serialized = new ConfigObject
        {
            // Keras would take its function of that name and pass over the arguments; under this module it refuses the file.
            { "module", IsFunction(entry) ? entry.Module.Replace("keras", "cornea", StringComparison.Ordinal) : entry.Module },
            { Class, entry.ClassName },
            { "config", config },
            { "registered_name", entry.RegisteredName },
        };
        if (value is IConfigBase { BuildConfig: { } build })
            serialized.Add("build_config", build);
        return serialized;
    }

    /// <summary>The configuration of an object: its arguments under Keras's names. Keras: <c>get_config()</c>.</summary>
    /// <param name="value">A layer, activation, loss and so on.</param>
    /// <exception cref="ConfigException">The class has no configuration.</exception>
    public static ConfigObject GetConfig(object value) => Written(value).Config;

    /// <summary>Makes the object that a value of a configuration says.</summary>
    /// <param name="kind">The family it is looked up in.</param>
    /// <param name="value">The name of a class or function, or an object with <c>class_name</c> and <c>config</c>.</param>
    /// <param name="source">Who wrote it; takes notes. May be left out.</param>
    /// <exception cref="ConfigException">The class is not known, or its configuration does not fit; the message names the class, the
    /// key and the value.</exception>
    public static object Deserialize(ClassKind kind, ConfigValue value, ConfigSource? source = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        source ??= new ConfigSource();
        if (value.Kind == ConfigValueKind.Text)
            return Named(kind, value.AsText(), source);
        var serialized = value.AsObject();
        if (serialized.Given("shared_object_id") is { } id && source.Shared.TryGetValue(id.AsInt64(), out var shared))
            return shared;
        var made = Deserialize(kind, serialized, null, source);
        if (serialized.Given("shared_object_id") is { } key)
            source.Shared[key.AsInt64()] = made;
        return made;
    }

    /// <summary>Makes an object of its class and configuration. Keras: <c>from_config(config)</c>.</summary>
    /// <param name="kind">The family the class is looked up in.</param>
    /// <param name="className">The class.</param>
    /// <param name="config">Its arguments under Keras's names; missing ones take their defaults.</param>
    /// <param name="source">Who wrote it; takes notes. May be left out.</param>
    /// <param name="call">The arguments of the layer's call in a functional model, such as <c>use_causal_mask</c>.</param>
    /// <exception cref="ConfigException">The class is not known, or its configuration does not fit.</exception>
    public static object FromConfig(
        ClassKind kind, string className, ConfigObject config, ConfigSource? source = null, ConfigObject? call = null)
    {
        source ??= new ConfigSource();
        // A layer that is used as a function may have a function's name but for its case: ELU, ReLU, Softmax.
        if (kind == ClassKind.Activation && className is [>= 'A' and <= 'Z', ..]
            && KerasSpellings.Substitute(kind, className, config, source) is { } layer)
        {
            return layer;
        }
        return TryGet(kind, className, out var entry)
            ? Create(entry, config, call, source)
            : KerasSpellings.Substitute(kind, className, config, source) ?? throw Unknown(kind, className, null);
    }

    internal static object Deserialize(ClassKind kind, ConfigObject serialized, ConfigObject? call, ConfigSource source)
    {
        if (kind == ClassKind.Layer && source.LayerOf?.Invoke(serialized) is { } special)
            return special;
        var name = (serialized.Given(Class) ?? throw new ConfigException(
            $"An object with a class_name was expected, but received {Shortened(serialized)}.")).AsText();
        if (name == "function")
            return Named(kind, (serialized.Given("config") ?? ConfigValue.Null).AsText(), source);
        var module = serialized.Given("module")?.AsText();
        var registered = serialized.Given("registered_name")?.AsText();
        if (registered is not null && registered.Contains('>', StringComparison.Ordinal))
        {
            if (!TryGet(kind, registered, out var own))
                throw Unknown(kind, registered, module);
            return Built(Create(own, Config(serialized), call, source), serialized);
        }
        if (module is not null && !KerasSpellings.IsKerasModule(module))
            throw Unknown(kind, name, module);
        var config = Config(serialized);
        try
        {
            return Built(FromConfig(kind, name, config, source, call), serialized);
        }
        catch (ConfigException exception) when (kind == ClassKind.Layer && !exception.NamesLayer && NameOf(config) is not null)
        {
            throw new ConfigException($"In the layer '{NameOf(config)}': {exception.Message}", exception)
            {
                NamesClass = true,
                NamesLayer = true,
            };
        }
    }

    // A network of a dozen layers of one class needs more than the class to find the wrong one.
    private static string? NameOf(ConfigObject config) =>
        config.Given("name") is { Kind: ConfigValueKind.Text } name && config.Given("layers") is null ? name.AsText() : null;

    // The shapes that the object was built with, where the file has them.
    private static object Built(object made, ConfigObject serialized)
    {
        if (made is IConfigBase built && serialized.Given("build_config") is { Kind: ConfigValueKind.Object } build)
            built.TakeBuildConfig(build.AsObject());
        return made;
    }

    internal static ConfigWriter Written(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var (entry, writer) = (EntryOf(value), new ConfigWriter());
        if (value is IConfigBase based)
            based.WriteConfig(entry, writer);
        else
            entry.Write(value, writer);
        KerasSpellings.AddConstants(entry, writer);
        return writer;
    }

    /// <summary>Another object of the configuration of one.</summary>
    internal static object Again(object value, ClassEntry entry)
    {
        var written = Written(value);
        return Create(entry, written.Config, written.Call, new ConfigSource());
    }

    internal static object Create(ClassEntry entry, ConfigObject config, ConfigObject? call, ConfigSource source)
    {
        var reader = new ConfigReader(entry.ClassName, config, call, source);
        try
        {
            var made = entry.Create(reader);
            if (made is IConfigBase based)
                based.ReadConfig(reader);
            foreach (var (key, value) in reader.Unread)
                KerasSpellings.PassOver(entry, key, value, source);
            foreach (var (key, value) in reader.UnreadCall)
                KerasSpellings.PassOverCall(entry, key, value);
            return made;
        }
        catch (ConfigException exception) when (!exception.NamesClass)
        {
            throw new ConfigException($"{entry.ClassName}, key '{reader.Key}': {exception.Message}", exception) { NamesClass = true };
        }
        catch (ArgumentException exception)
        {
            throw new ConfigException($"The configuration of {entry.ClassName} does not fit: {exception.Message}", exception)
            {
                NamesClass = true,
            };
        }
    }

    private static object Named(ClassKind kind, string name, ConfigSource source)
    {
        if (kind == ClassKind.DTypePolicy && TryGet(kind, "DTypePolicy", out var policy))
            return Create(policy, new ConfigObject { { "name", name } }, null, source);
        return FromConfig(kind, name, [], source);
    }

    // The configuration of a chain was only a list of its layers in Keras 1 and 2.
    private static ConfigObject Config(ConfigObject serialized) => serialized.Given("config") switch
    {
        null => [],
        { Kind: ConfigValueKind.List } layers => new ConfigObject { { "layers", layers } },
        var config => config.AsObject(),
    };

    private static bool IsFunction(ClassEntry entry) => char.IsLower(entry.ClassName[0]);

    private static string Shortened(ConfigObject value) => value.ToString() is { Length: > 100 } text ? text[..100] + "..."
        : value.ToString();

    private static ConfigException Unknown(ClassKind kind, string name, string? module)
    {
        var hint = DidYouMean.Suggest(name, AllNames(kind));
        return new ConfigException(
            $"No {kind} named '{name}'{(module is null ? "" : $" of module '{module}'")} is known. " +
            (hint is null ? $"Register a class of your own: Registry.Register<{(name.Contains('>') ? "T" : name)}>()."
                : $"Did you mean '{hint}'?"))
        { NamesClass = true };
    }
}
