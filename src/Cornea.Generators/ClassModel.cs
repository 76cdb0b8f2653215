namespace Cornea.Generators;

/// <summary>A class of which the registry shall know.</summary>
/// <param name="FullName">Its name with <c>global::</c>.</param>
/// <param name="Kind">The family: a member of <c>ClassKind</c>.</param>
/// <param name="ClassName">Its name in configurations.</param>
/// <param name="Module">The Python module of Keras's classes, the namespace of others.</param>
/// <param name="Aliases">Other names that are read.</param>
/// <param name="Arguments">Its arguments in the order of the constructor.</param>
/// <param name="Enums">The enumerations among them.</param>
/// <param name="ReadsItself">Whether it implements <c>IConfigurable</c>.</param>
internal sealed record ClassModel(
    string FullName, string Kind, string ClassName, string Module, EquatableArray<string> Aliases, EquatableArray<ArgumentModel> Arguments,
    EquatableArray<EnumModel> Enums, bool ReadsItself);
