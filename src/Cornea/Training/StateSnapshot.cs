namespace Cornea.Training;

/// <summary>The values of some variables at one moment. Taking it again reuses its memory.</summary>
internal sealed class StateSnapshot(IReadOnlyList<Variable> variables)
{
    private readonly byte[][] _values = [.. variables.Select(variable => new byte[variable.Type.Bytes])];

    public void Take()
    {
        for (var i = 0; i < _values.Length; i++)
            variables[i].AsBytes().CopyTo(_values[i]);
    }

    public void Restore()
    {
        for (var i = 0; i < _values.Length; i++)
            variables[i].AssignBytes(_values[i]);
    }
}
