namespace Cornea.Configuration;

/// <summary>What the registry knows of a class. The source generator writes these.</summary>
/// <param name="kind">The family.</param>
/// <param name="type">The class.</param>
/// <param name="className">Its name in configurations.</param>
/// <param name="module">The Python module that Keras's files name.</param>
/// <param name="aliases">Other names that are read.</param>
/// <param name="parameters">Its arguments in the order of the constructor.</param>
/// <param name="create">Makes an object of a configuration.</param>
/// <param name="write">Writes the configuration of an object.</param>
public sealed class ClassEntry(
    ClassKind kind, Type type, string className, string module, IReadOnlyList<string> aliases, IReadOnlyList<ClassParameter> parameters,
    Func<ConfigReader, object> create, Action<object, ConfigWriter> write)
{
    /// <summary>The family.</summary>
    public ClassKind Kind { get; } = kind;

    /// <summary>The class.</summary>
    public Type Type { get; } = type;

    /// <summary>Its name in configurations.</summary>
    public string ClassName { get; } = className;

    /// <summary>The Python module that Keras's files name.</summary>
    public string Module { get; } = module;

    /// <summary>Other names that are read.</summary>
    public IReadOnlyList<string> Aliases { get; } = aliases;

    /// <summary>Its arguments in the order of the constructor.</summary>
    public IReadOnlyList<ClassParameter> Parameters { get; } = parameters;

    /// <summary>The package under which a user registered the class; null for Cornea's own and for unregistered classes.</summary>
    public string? Package { get; internal set; }

    /// <summary>Whether the class is Cornea's own.</summary>
    public bool IsBuiltIn { get; private set; }

    /// <summary>What stands under <c>registered_name</c>: null for the classes of Keras's public modules, the class name for its other
    /// ones (<c>keras.src</c>), <c>package&gt;Name</c> for users' ones.</summary>
    public string? RegisteredName => !IsBuiltIn ? Package is null ? ClassName : $"{Package}>{ClassName}"
        : Module.StartsWith("keras.src.", StringComparison.Ordinal) ? ClassName : null;

    internal ClassEntry AsBuiltIn()
    {
        IsBuiltIn = true;
        return this;
    }

    internal object Create(ConfigReader reader) => create(reader);

    internal void Write(object value, ConfigWriter writer) => write(value, writer);

    /// <summary>The module and the name: <c>keras.layers.Dense</c>.</summary>
    public override string ToString() => $"{Module}.{ClassName}";
}
