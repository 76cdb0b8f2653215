namespace Cornea.Freezing;

/// <summary>A value of the frozen network: one sample, without the batch axis, in the file's memory or one of its arguments.</summary>
internal sealed class FrozenValue(Shape shape, string text, int offset = -1)
{
    public Shape Shape { get; } = shape;

    /// <summary>The span, as C#.</summary>
    public string Text { get; } = text;

    /// <summary>Where it lies in the memory; -1 for an argument.</summary>
    public int Offset { get; } = offset;

    public int Size => Shape.Size;

    /// <summary>How many calls still read it.</summary>
    public int Uses { get; set; }

    /// <summary>The same numbers in another shape, in the same place.</summary>
    public FrozenValue? Source { get; init; }

    public FrozenValue Root => Source?.Root ?? this;

    /// <summary>The span, as C# that can be cut.</summary>
    public string Span => Text.StartsWith("Weights", StringComparison.Ordinal) && !Text.Contains('.') ? $"{Text}.AsSpan()" : Text;

    /// <summary>The same numbers in another shape.</summary>
    public FrozenValue As(Shape other) => new(other, Text, Offset) { Source = this };
}
