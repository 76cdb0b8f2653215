using Microsoft.CodeAnalysis;

namespace Cornea.Generators;

/// <summary>How a type of arguments is read from and written to configurations: expressions in C#.</summary>
internal sealed class Conversion
{
    private static readonly string[] Lists =
    [
        "System.Collections.Generic.IReadOnlyList<T>", "System.Collections.Generic.IReadOnlyCollection<T>",
        "System.Collections.Generic.IEnumerable<T>", "System.ReadOnlySpan<T>", "System.Collections.Immutable.ImmutableArray<T>",
    ];

    private readonly Dictionary<string, EnumModel> _enums = [];
    private int _names;

    /// <summary>The enumerations met so far.</summary>
    public IEnumerable<EnumModel> Enums => _enums.Values;

    /// <summary>The name of a type in generated code.</summary>
    public static string FullName(ITypeSymbol type) => type.ToDisplayString(
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));

    /// <summary>Whether null is a value of the type.</summary>
    public static bool IsNullable(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || type.NullableAnnotation == NullableAnnotation.Annotated;

    /// <summary>The type without its question mark.</summary>
    public static ITypeSymbol NotNull(ITypeSymbol type) => type is INamedTypeSymbol named
        && type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
            ? named.TypeArguments[0]
            : type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);

    /// <summary>The expression that reads a value that is not null; null where the type has no form in configurations.</summary>
    /// <param name="type">The type.</param>
    /// <param name="value">The expression of the value.</param>
    /// <param name="depth">How many lambdas stand around it.</param>
    public string? Read(ITypeSymbol type, string value, int depth = 0)
    {
        if (IsNullable(type) && depth > 0)
        {
            var inner = Read(NotNull(type), value, depth);
            return inner is null ? null : $"({value}.IsNull ? default({FullName(type)}) : {inner})";
        }
        type = NotNull(type);
        if (Simple(type) is { } method)
            return $"c.{method}({value})";
        if (type.SpecialType == SpecialType.System_Single)
            return $"(float)c.Double({value})";
        if (type.TypeKind == TypeKind.Enum)
            return $"ConfigEnums.Read{Enum((INamedTypeSymbol)type).MethodName}(c, {value})";
        if (Family(type) is { } kind)
            return $"c.Object<{FullName(type)}>({value}, global::Cornea.Configuration.ClassKind.{kind})";
        if (IsConfigValue(type))
            return $"c.Value<{FullName(type)}>({value})";
        if (type is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            var items = tuple.TupleElements.Select((item, i) => Read(item.Type, $"t{depth}[{i}]", depth + 1)).ToArray();
            return items.Contains(null)
                ? null
                : $"c.Tuple<{FullName(type)}>({value}, static (c, t{depth}) => ({string.Join(", ", items)}))";
        }
        if (Element(type) is not { } element || Read(element, $"e{depth}", depth + 1) is not { } read)
            return null;
        var list = $"c.List<{FullName(element)}>({value}, static (c, e{depth}) => {read})";
        return type.Name == "ImmutableArray" ? $"global::System.Collections.Immutable.ImmutableArray.Create({list})" : list;
    }

    /// <summary>The expression that makes a configuration's value of an expression.</summary>
    /// <param name="type">The type of the expression.</param>
    /// <param name="value">The expression.</param>
    /// <param name="depth">How many lambdas stand around it.</param>
    public string? Write(ITypeSymbol type, string value, int depth = 0)
    {
        var (nullable, plain) = (IsNullable(type), NotNull(type));
        if (Simple(plain) is not null)
            return $"w.Of({value})";
        if (plain.SpecialType == SpecialType.System_Single)
            return $"w.Of((double{(nullable ? "?" : "")}){value})";
        if (Family(plain) is not null)
            return $"w.Object({value})";
        if (Element(plain) is { } element && !IsConfigValue(plain))
        {
            var write = Write(element, $"e{depth}", depth + 1);
            return write is null ? null : $"w.List<{FullName(element)}>({value}, static (w, e{depth}) => {write})";
        }
        if (nullable)
        {
            var name = $"n{_names++}";
            var inner = Write(plain, name, depth + 1);
            return inner is null ? null : $"({value} is {{ }} {name} ? {inner} : global::Cornea.Configuration.ConfigValue.Null)";
        }
        if (plain.TypeKind == TypeKind.Enum)
            return $"ConfigEnums.Write{Enum((INamedTypeSymbol)plain).MethodName}({value})";
        if (IsConfigValue(plain))
            return $"w.Value({value})";
        if (plain is not INamedTypeSymbol { IsTupleType: true } tuple)
            return null;
        var items = tuple.TupleElements.Select((item, i) => Write(item.Type, $"{value}.Item{i + 1}", depth + 1)).ToArray();
        return items.Contains(null) ? null : $"w.Tuple({string.Join(", ", items)})";
    }

    /// <summary>Whether a member of the enumeration is written as null.</summary>
    public bool HasNullMember(ITypeSymbol type) =>
        NotNull(type) is INamedTypeSymbol { TypeKind: TypeKind.Enum } named && Simple(named) is null
            && Enum(named).Members.Any(member => member.Written is null);

    /// <summary>The attribute <c>Configurable</c> of the family's base, or null.</summary>
    public static AttributeData? FamilyOf(ITypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (ConfigNames.Find(at, "Configurable") is { } attribute)
                return attribute;
        }
        return null;
    }

    /// <summary>The member of <c>ClassKind</c> that an attribute <c>Configurable</c> names.</summary>
    public static string KindOf(AttributeData family)
    {
        var argument = family.ConstructorArguments[0];
        return argument.Type!.GetMembers().OfType<IFieldSymbol>().First(field => field.HasConstantValue
            && Equals(field.ConstantValue, argument.Value)).Name;
    }

    private static string? Family(ITypeSymbol type) => FamilyOf(type) is { } family ? KindOf(family) : null;

    private static string? Simple(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "Boolean",
        SpecialType.System_Int32 => "Int32",
        SpecialType.System_Int64 => "Int64",
        SpecialType.System_Double => "Double",
        SpecialType.System_String => "Text",
        _ => type.ToDisplayString() switch
        {
            "Cornea.Shape" => "Shape",
            "Cornea.DType" => "DType",
            _ => null,
        },
    };

    private static bool IsConfigValue(ITypeSymbol type) => type.AllInterfaces.Any(
        face => face.Name == "IConfigValue" && face.ContainingNamespace.ToDisplayString() == ConfigNames.Namespace);

    private static ITypeSymbol? Element(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { TypeArguments.Length: 1 } named when Lists.Contains(named.OriginalDefinition.ToDisplayString()) =>
            named.TypeArguments[0],
        _ => null,
    };

    private EnumModel Enum(INamedTypeSymbol type)
    {
        var name = FullName(type);
        if (!_enums.TryGetValue(name, out var model))
        {
            var members = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).Select(Member);
            _enums[name] = model = new EnumModel(
                name, type.ToDisplayString().Replace('.', '_'), new EquatableArray<EnumMember>(members));
        }
        return model;
    }

    private static EnumMember Member(IFieldSymbol field)
    {
        if (ConfigNames.Find(field, "ConfigName") is not { } attribute)
            return new EnumMember(field.Name, ConfigNames.ToSnakeCase(field.Name), default);
        var (name, aliases) = ConfigNames.Arguments(attribute);
        return new EnumMember(field.Name, name, new EquatableArray<string>(aliases));
    }
}
