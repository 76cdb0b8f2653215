namespace Cornea.Freezing;

/// <summary>One call of a layer while it is written: its inputs, and the outputs as they come.</summary>
internal sealed class LayerWriting(FrozenValue[] inputs, Shape[] shapes, FrozenCode code)
{
    private readonly List<FrozenValue> _results = [];

    public FrozenCode Code => code;

    public FrozenValue Input => inputs[0];

    public IReadOnlyList<FrozenValue> Inputs => inputs;

    public Shape Shape => shapes[0];

    public FrozenValue[] Results => [.. _results];

    /// <summary>The next output, whose content is not known yet.</summary>
    public FrozenValue Take() => Keep(code.Take(shapes[_results.Count]));

    /// <summary>The next output: the numbers of the input in another shape.</summary>
    public string? Reshaped()
    {
        Keep(new FrozenValue(shapes[_results.Count], Input.Text, Input.Offset) { Source = Input });
        return null;
    }

    /// <summary>The next output: the numbers of the input, to be changed; in its place where nobody else reads them.</summary>
    public FrozenValue InPlace()
    {
        if (Input.Root is { Uses: 1, Offset: >= 0 } && shapes[_results.Count].Size == Input.Size)
        {
            Reshaped();
            return _results[^1];
        }
        var y = Take();
        code.Call("Copy", Input, y);
        return y;
    }

    /// <summary>Puts the largest input first: one that is repeated along another comes after it.</summary>
    public void LargestFirst()
    {
        var first = Array.FindIndex(inputs, input => input.Size == shapes[0].Size);
        if (first > 0)
            (inputs[0], inputs[first]) = (inputs[first], inputs[0]);
    }

    /// <summary>Calls a kernel on a value, which it changes.</summary>
    public string? Then(FrozenValue value, string kernel, params object[] arguments)
    {
        code.Call(kernel, [value, .. arguments]);
        return null;
    }

    private FrozenValue Keep(FrozenValue value)
    {
        _results.Add(value);
        return value;
    }
}
