using System.Reflection;
using Shouldly;

namespace Cornea.Tests.House;

/// <summary>
/// The public surface, with what derived classes see, as a reviewed text file: a change to it shows in the diff. To accept one, run the
/// tests with CORNEA_ACCEPT_API=1 and commit the files.
/// </summary>
public sealed class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    [Theory]
    [InlineData("Cornea.Engine")]
    [InlineData("Cornea")]
    [InlineData("Cornea.Mnist")]
    public void The_public_surface_is_the_reviewed_one(string name)
    {
        var assembly = new[] { typeof(Tensor).Assembly, typeof(Sequential).Assembly,
            typeof(Mnist).Assembly }.Single(one => one.GetName().Name == name);
        var surface = string.Join('\n', assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(Describe)) + "\n";
        var file = Path.Combine(Repository.Root, "tests", "Cornea.Tests", "House", $"{name}.api.txt");
        if (Environment.GetEnvironmentVariable("CORNEA_ACCEPT_API") == "1")
            File.WriteAllText(file, surface);
        surface.ShouldBe(File.ReadAllText(file).ReplaceLineEndings("\n"),
            $"the public surface of {name} changed; review it and accept it with CORNEA_ACCEPT_API=1");
    }

    private static IEnumerable<string> Describe(Type type)
    {
        var bases = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum)
            ? $" : {Name(parent)}" : "";
        var kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type.IsAbstract && type.IsSealed ? "static class"
            : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : type.IsAbstract ? "abstract class" : "class";
        yield return $"{kind} {Name(type)}{bases}";
        if (type.IsEnum)
        {
            yield return "  " + string.Join(", ", Enum.GetNames(type));
            yield break;
        }
        foreach (var line in type.GetMembers(Declared).Where(member => Access(member) is not null && !IsAccessorOrGenerated(member))
            .Select(member => Access(member) + Describe(member)).Order(StringComparer.Ordinal))
        {
            yield return "  " + line;
        }
    }

    // "" for public members, "protected " for those of derived classes, null for what no other assembly sees.
    private static string? Access(MemberInfo member) => member switch
    {
        MethodBase method => Access(method.IsPublic, !member.DeclaringType!.IsSealed && (method.IsFamily || method.IsFamilyOrAssembly)),
        FieldInfo field => Access(field.IsPublic, !member.DeclaringType!.IsSealed && (field.IsFamily || field.IsFamilyOrAssembly)),
        PropertyInfo property => Widest(property.GetMethod, property.SetMethod),
        EventInfo raised => Widest(raised.AddMethod, raised.RemoveMethod),
        Type type => type.IsNestedPublic ? "" : null,
        _ => throw new InvalidOperationException($"{member.MemberType} {member.Name} is no member that the text describes."),
    };

    private static string? Access(bool isPublic, bool isProtected) => isPublic ? "" : isProtected ? "protected " : null;

    private static string? Widest(params MethodInfo?[] accessors) =>
        accessors.OfType<MethodInfo>().Select(Access).OfType<string>().OrderBy(access => access.Length).FirstOrDefault();

    private static bool IsAccessorOrGenerated(MemberInfo member) => member is Type || member.Name.Contains('<', StringComparison.Ordinal)
        || (member is MethodInfo { IsSpecialName: true } method && !method.Name.StartsWith("op_", StringComparison.Ordinal))
        || member.Name is "Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "op_Equality" or "op_Inequality"
        || (Access(member) == "protected " && (member.Name is "EqualityContract"
            || Attribute.IsDefined(member, typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))));

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method =>
            $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}{Generic(method)}({Parameters(method)})",
        PropertyInfo property =>
            $"{Name(property.PropertyType)} {property.Name}{Indices(property)} "
            + $"{{ {Accessor(property, property.GetMethod, "get")}{Accessor(property, property.SetMethod, "set")}}}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
        EventInfo raised => $"event {raised.Name}",
        _ => member.ToString()!,
    };

    // An accessor says its access where it is narrower than the property's.
    private static string Accessor(PropertyInfo property, MethodInfo? method, string name) =>
        method is null || Access(method) is not { } access ? "" : $"{(access == Access(property) ? "" : access)}{name}; ";

    private static string Generic(MethodInfo method) => method.IsGenericMethod
        ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Indices(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } indices
        ? $"[{string.Join(", ", indices.Select(index => Name(index.ParameterType)))}]" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}"));

    private static string Default(ParameterInfo parameter) =>
        Convert.ToString(parameter.DefaultValue, System.Globalization.CultureInfo.InvariantCulture) is { Length: > 0 } text ? text
        : "default";

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!) + "&";
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (!type.IsGenericType)
            return type.DeclaringType is { } outer && !type.IsGenericParameter ? $"{Name(outer)}.{type.Name}" : type.Name;
        return $"{(type.Name.Split((char)96)[0])}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
