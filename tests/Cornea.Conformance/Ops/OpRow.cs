namespace Cornea.Conformance;

/// <summary>One function of keras.ops and what it is in C#.</summary>
/// <param name="Signature">Its name and the names of its parameters, in Keras's order: <c>sum(x, axis, keepdims)</c>.</param>
/// <param name="Member">The C# member.</param>
/// <param name="Call">Calls the member with a case's arguments. Tensors, arrays and tuples of them, or a value.</param>
/// <param name="Differs">What the member cannot do or does otherwise; empty where it does the same.</param>
public sealed record OpRow(string Signature, string Member, Func<OpCall, object> Call, string Differs = "")
{
    public string Name { get; } = Signature[..Signature.IndexOf('(')];

    public string[] Parameters { get; } =
        Signature[(Signature.IndexOf('(') + 1)..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
