using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cornea.Generators;

/// <summary>Reads off a class what its configuration is.</summary>
internal sealed class ClassReader
{
    // The family's base reads and writes these, or they are only another way to give them.
    private static readonly string[] OfEveryLayer = ["name", "trainable", "dtype"];
    private static readonly string[] NotOfLayers = ["inputShape", "inputDim"];

    private readonly INamedTypeSymbol _type;
    private readonly string _kind;
    private readonly Conversion _conversion = new();
    private readonly List<ArgumentModel> _arguments = [];
    private readonly List<Diagnostic> _problems = [];

    private ClassReader(INamedTypeSymbol type, string kind) => (_type, _kind) = (type, kind);

    /// <summary>The class's model, or null with what stands against it; null and nothing where it belongs to no family.</summary>
    public static (ClassModel? Model, IReadOnlyList<Diagnostic> Problems) Read(INamedTypeSymbol type)
    {
        if (type.IsAbstract || type.TypeKind != TypeKind.Class || ConfigNames.Find(type, "NotSaved") is not null
            || Conversion.FamilyOf(type) is not { } family)
        {
            return (null, []);
        }
        var reader = new ClassReader(type, Conversion.KindOf(family));
        var model = reader.Model(family);
        return (reader._problems.Count == 0 ? model : null, reader._problems);
    }

    private ClassModel? Model(AttributeData family)
    {
        if (Unreachable() is { } reason)
        {
            Report(Rules.CannotBeSaved, _type, reason);
            return null;
        }
        var readsItself = _type.AllInterfaces.Any(
            face => face.Name == "IConfigurable" && face.ContainingNamespace.ToDisplayString() == ConfigNames.Namespace);
        if (!readsItself)
        {
            if (Constructor() is not { } constructor)
            {
                Report(Rules.CannotBeSaved, _type, "it has no public or internal constructor");
                return null;
            }
            foreach (var parameter in constructor.Parameters)
                AddArgument(parameter);
        }
        var (name, aliases) = Name(family);
        var isKeras = _type.ContainingAssembly.Name == "Cornea";
        return new ClassModel(
            Conversion.FullName(_type), _kind, name,
            isKeras ? (string)family.ConstructorArguments[1].Value! : _type.ContainingNamespace.ToDisplayString(),
            new EquatableArray<string>(aliases), new EquatableArray<ArgumentModel>(_arguments),
            new EquatableArray<EnumModel>(_conversion.Enums), readsItself);
    }

    private string? Unreachable()
    {
        if (_type.IsFileLocal)
            return "it is local to its file";
        for (INamedTypeSymbol? at = _type; at is not null; at = at.ContainingType)
        {
            if (at.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
                return $"{(SymbolEqualityComparer.Default.Equals(at, _type) ? "it" : at.Name)} is private";
            if (at.IsGenericType)
                return "it is generic";
        }
        return null;
    }

    private IMethodSymbol? Constructor()
    {
        var constructors = _type.InstanceConstructors.Where(constructor => !IsCopy(constructor)).ToList();
        return constructors.FirstOrDefault(constructor => ConfigNames.Find(constructor, "ConfigConstructor") is not null)
            ?? Most(constructors, Accessibility.Public) ?? Most(constructors, Accessibility.Internal);
    }

    private static IMethodSymbol? Most(List<IMethodSymbol> constructors, Accessibility accessibility) => constructors
        .Where(constructor => constructor.DeclaredAccessibility == accessibility)
        .OrderByDescending(constructor => constructor.Parameters.Length).FirstOrDefault();

    private bool IsCopy(IMethodSymbol constructor) =>
        constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, _type);

    private void AddArgument(IParameterSymbol parameter)
    {
        if (_kind == "Layer" && NotOfLayers.Contains(parameter.Name) && parameter.HasExplicitDefaultValue)
            return;
        var property = Property(parameter.Name);
        var attribute = ConfigNames.Find(parameter, "ConfigName") ?? ConfigNames.Find(property, "ConfigName");
        var (name, olderKeys) = attribute is null ? (null, []) : ConfigNames.Arguments(attribute);
        var key = name ?? ConfigNames.ToSnakeCase(parameter.Name);
        var inCall = ConfigNames.Has("CallArgument", parameter, property);
        if (Read(parameter, key, inCall) is not { } read)
        {
            Report(Rules.CannotBeSaved, parameter,
                $"its argument '{parameter.Name}' of type {Shown(parameter.Type)} has no form in configurations");
            return;
        }
        string? write = null;
        if (_kind != "Layer" || !OfEveryLayer.Contains(parameter.Name))
        {
            if (property is null)
            {
                Report(Rules.ArgumentWithoutProperty, parameter, parameter.Name,
                    char.ToUpperInvariant(parameter.Name[0]) + parameter.Name.Substring(1));
                return;
            }
            write = Write(parameter, property, key, inCall);
        }
        _arguments.Add(new ArgumentModel(
            parameter.Name, key, new EquatableArray<string>(olderKeys), Shown(parameter.Type),
            parameter.HasExplicitDefaultValue ? Literal(parameter)
                : parameter.IsParams ? "[]" : null,
            read, write));
    }

    private string? Read(IParameterSymbol parameter, string key, bool inCall)
    {
        var (type, given) = (parameter.Type, $"c.{(inCall ? "Call" : "Given")}(\"{key}\")");
        var variable = "v" + _arguments.Count;
        if (_conversion.Read(type, variable) is not { } read)
            return null;
        var fallback = parameter.HasExplicitDefaultValue ? Literal(parameter)
            : parameter.IsParams ? "[]"
            : Conversion.IsNullable(type) ? "null"
            : null;
        if (fallback is null)
            return _conversion.Read(type, $"c.Required(\"{key}\")");
        if (parameter.HasExplicitDefaultValue || Conversion.IsNullable(type))
            fallback = $"({Conversion.FullName(type)})({fallback})";
        if (_conversion.HasNullMember(type))
            return $"c.Has(\"{key}\") ? {_conversion.Read(type, $"c.Value(\"{key}\")")} : {fallback}";
        var chosen = $"{given} is {{ }} {variable} ? {read} : {fallback}";
        return Conversion.IsNullable(type) && parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: not null } && !inCall
            ? $"c.IsNull(\"{key}\") ? null : {chosen}"
            : chosen;
    }

    private string? Write(IParameterSymbol parameter, IPropertySymbol property, string key, bool inCall)
    {
        if (_conversion.Write(property.Type, "x." + property.Name) is not { } value)
        {
            Report(Rules.CannotBeSaved, parameter,
                $"its property '{property.Name}' of type {Shown(property.Type)} has no form in configurations");
            return null;
        }
        if (ConfigNames.Has("SingleAsNumber", parameter, property))
            value = $"w.Single({value})";
        var write = $"w.{(inCall ? "WriteCall" : "Write")}(\"{key}\", {value});";
        if (!inCall && !ConfigNames.Has("OmitDefault", parameter, property))
            return write;
        var fallback = parameter.HasExplicitDefaultValue && parameter.ExplicitDefaultValue is not null ? Literal(parameter) : "default";
        var same = _conversion.Write(parameter.Type, $"({Conversion.FullName(parameter.Type)})({fallback})");
        return parameter.ExplicitDefaultValue is null && property.Type.IsReferenceType
            ? $"if (x.{property.Name} is not null) {write}"
            : $"if (!{value}.Equals({same})) {write}";
    }

    private IPropertySymbol? Property(string name)
    {
        for (INamedTypeSymbol? at = _type; at is not null; at = at.BaseType)
        {
            var found = at.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(
                property => !property.IsStatic && property.Parameters.Length == 0 && property.GetMethod is not null
                    && property.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal
                    && string.Equals(property.Name, name, System.StringComparison.OrdinalIgnoreCase));
            if (found is not null)
                return found;
        }
        return null;
    }

    private (string Name, string[] Aliases) Name(AttributeData family)
    {
        if (ConfigNames.Find(_type, "ConfigName") is { } attribute && ConfigNames.Arguments(attribute) is (not null, _) named)
            return (named.Name, named.Aliases);
        var suffix = family.NamedArguments.FirstOrDefault(argument => argument.Key == "FunctionSuffix").Value.Value as string;
        if (suffix is null)
            return (_type.Name, []);
        var name = _type.Name.EndsWith(suffix, System.StringComparison.Ordinal)
            ? _type.Name.Substring(0, _type.Name.Length - suffix.Length)
            : _type.Name;
        return (ConfigNames.ToSnakeCase(name), []);
    }

    private static string Literal(IParameterSymbol parameter)
    {
        var (value, type) = (parameter.ExplicitDefaultValue, Conversion.NotNull(parameter.Type));
        return value switch
        {
            null => parameter.Type.IsValueType && !Conversion.IsNullable(parameter.Type) ? "default" : "null",
            _ when type.TypeKind == TypeKind.Enum => type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(
                field => field.HasConstantValue && Equals(field.ConstantValue, value)) is { } member
                    ? $"{Conversion.FullName(type)}.{member.Name}"
                    : "default",
            bool flag => flag ? "true" : "false",
            string text => SymbolDisplay.FormatLiteral(text, true),
            double number when double.IsPositiveInfinity(number) => "double.PositiveInfinity",
            double number when double.IsNegativeInfinity(number) => "double.NegativeInfinity",
            double number when double.IsNaN(number) => "double.NaN",
            double number => $"{SymbolDisplay.FormatPrimitive(number, false, false)}D",
            _ => SymbolDisplay.FormatPrimitive(value, true, false)!,
        };
    }

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    private void Report(DiagnosticDescriptor rule, ISymbol at, params object[] arguments) =>
        _problems.Add(Diagnostic.Create(rule, at.Locations.FirstOrDefault(), [_type.Name, .. arguments]));
}
