using Cornea.Onnx;

namespace Cornea.Conformance;

/// <summary>Which operators of ONNX are supported.</summary>
internal static class OnnxOperators
{
    private static readonly HashSet<string> Known = [.. OperatorTable.Operators
        .Select(entry => entry.Domain.Length == 0 ? entry.Name : $"{entry.Domain}.{entry.Name}")];

    /// <summary>Whether an operator is supported; those of another domain have its name before theirs.</summary>
    public static bool IsKnown(string name) => Known.Contains(name);
}
