using System.Diagnostics.CodeAnalysis;

namespace Cornea.Configuration;

/// <summary>
/// The classes that configurations may name: Cornea's own, and those that the program registered. Keras:
/// <c>keras.saving</c>'s <c>serialize_keras_object</c>, <c>deserialize_keras_object</c> and <c>register_keras_serializable</c>.
/// </summary>
/// <remarks>
/// The registry is closed: a class is known because the source generator compiled it in, or because the program registered it in
/// code. The name of a module in a file is compared and never resolved, so no file can make a class run that the program does not
/// name itself.
/// </remarks>
/// <example>
/// <code>
/// Registry.Register&lt;Scale&gt;("shop");                                  // a layer of one's own: shop>Scale
/// var layer = (Scale)Registry.Deserialize(ClassKind.Layer, json);
/// </code>
/// </example>
public static partial class Registry
{
    private static readonly Lock Changes = new();
    private static RegistryTable _described = new([]);
    private static RegistryTable _registered = new([]);

    private static RegistryTable BuiltIn => Library.Table;

    /// <summary>All classes that configurations may name, Cornea's first.</summary>
    public static IReadOnlyList<ClassEntry> Classes => [.. BuiltIn.Entries, .. _registered.Entries];

    /// <summary>Lets configurations name a class of the program's own.</summary>
    /// <typeparam name="T">The class; the source generator must have seen it.</typeparam>
    /// <param name="package">The package under which files know it; <c>Custom</c> as in Keras where nothing is given.</param>
    /// <exception cref="InvalidOperationException">The source generator did not see the class, or another one has that name.</exception>
    public static void Register<T>(string package = "Custom") where T : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(package);
        lock (Changes)
        {
            if (!_described.TryGet(typeof(T), out var entry))
            {
                throw new InvalidOperationException(
                    $"{typeof(T).Name} has no configuration: the source generator of the Cornea package writes it where the project " +
                    "references the package, the class is not private and all arguments of its constructor are given back by properties.");
            }
            if (_registered.TryGet(entry.Kind, $"{package}>{entry.ClassName}", out var other) && other.Type != typeof(T))
            {
                throw new InvalidOperationException(
                    $"{package}>{entry.ClassName} is {other.Type} already, so {typeof(T)} cannot be registered under that name. " +
                    "Give another package.");
            }
            entry.Package = package;
            _registered = _registered.With(entry);
        }
    }

    /// <summary>Makes classes of a program known, without letting configurations name them. Generated code calls it.</summary>
    /// <param name="entries">The classes.</param>
    public static void Describe(IReadOnlyList<ClassEntry> entries)
    {
        lock (Changes)
            _described = new RegistryTable([.. _described.Entries, .. entries]);
    }

    /// <summary>What is known of a class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="entry">What is known.</param>
    /// <returns>False where nothing is known.</returns>
    public static bool TryGet(Type type, [MaybeNullWhen(false)] out ClassEntry entry) =>
        BuiltIn.TryGet(type, out entry) || _described.TryGet(type, out entry);

    /// <summary>The class of a name.</summary>
    /// <param name="kind">Its family.</param>
    /// <param name="name">A class name (<c>ReLU</c>), a function name (<c>re_lu</c>), an alias, or <c>package>Name</c>.</param>
    /// <param name="entry">What is known of it.</param>
    /// <returns>False where no class has that name.</returns>
    public static bool TryGet(ClassKind kind, string name, [MaybeNullWhen(false)] out ClassEntry entry) =>
        BuiltIn.TryGet(kind, name, out entry) || _registered.TryGet(kind, name, out entry);

    /// <summary>The names of Cornea's classes of a family, in alphabetical order.</summary>
    /// <param name="kind">The family.</param>
    public static IReadOnlyList<string> Names(ClassKind kind) =>
        [.. BuiltIn.Entries.Where(entry => entry.Kind == kind).Select(entry => entry.ClassName).Order(StringComparer.Ordinal)];

    /// <summary>An object of a class with its default arguments.</summary>
    /// <typeparam name="T">The family's base.</typeparam>
    /// <param name="kind">The family.</param>
    /// <param name="name">A name as <see cref="TryGet(ClassKind, string, out ClassEntry)"/> takes it.</param>
    /// <param name="article">What was expected, with its article, for the message: <c>an activation</c>.</param>
    /// <exception cref="ArgumentException">No class has that name.</exception>
    internal static T FromName<T>(ClassKind kind, string name, string article) where T : class
    {
        if (TryGet(kind, name, out var entry))
            return (T)Create(entry, [], null, new ConfigSource());
        throw UnknownName(article, name, Names(kind), BuiltIn.AllNames(kind));
    }

    internal static ArgumentException UnknownName(string article, string name, IReadOnlyList<string> listed, IEnumerable<string> all)
    {
        var hint = DidYouMean.Suggest(name, all);
        return new ArgumentException(
            $"The name of {article} was expected, but received '{name}'. " +
            (hint is null ? $"Use one of {string.Join(", ", listed)}." : $"Did you mean '{hint}'?"),
            nameof(name));
    }

    internal static IEnumerable<string> AllNames(ClassKind kind) => BuiltIn.AllNames(kind);

    private static ClassEntry EntryOf(object value) => value is IEntryOwner owner ? owner.Entry()
        : TryGet(value.GetType(), out var entry) ? entry
        : throw new ConfigException(
        $"{value.GetType().Name} cannot be saved: the source generator wrote no configuration for it. Compile its project with the " +
        "Cornea package, make the class public or internal, and give each argument of its constructor back by a property.");

    // Made when it is first asked for: a program that only registers its own classes, or trains, does not wait for it.
    private static class Library
    {
        public static readonly RegistryTable Table = new(LibraryClasses.All.Select(entry => entry.AsBuiltIn()));
    }
}
