namespace Cornea.Generators;

/// <summary>An enumeration among the arguments.</summary>
/// <param name="FullName">Its name with <c>global::</c>.</param>
/// <param name="MethodName">Its name as part of the generated methods'.</param>
/// <param name="Members">Its members.</param>
internal sealed record EnumModel(string FullName, string MethodName, EquatableArray<EnumMember> Members);
