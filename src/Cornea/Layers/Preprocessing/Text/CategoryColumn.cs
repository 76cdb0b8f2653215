using System.Globalization;

namespace Cornea.Layers;

/// <summary>A column of categories: texts or whole numbers. Arrays and integer tensors convert to it.</summary>
public sealed class CategoryColumn
{
    private readonly string[]? _texts;
    private readonly long[]? _numbers;

    /// <summary>Texts.</summary>
    /// <param name="texts">One per sample.</param>
    public CategoryColumn(IReadOnlyList<string> texts) => (_texts, Shape) = ([.. texts], new Shape(texts.Count));

    /// <summary>Whole numbers.</summary>
    /// <param name="numbers">A tensor of any shape; floats are cut off. It is computed.</param>
    public CategoryColumn(Tensor numbers) => (_numbers, Shape) = (numbers.ToArray<long>(), numbers.Shape);

    /// <summary>The shape: one axis for texts.</summary>
    public Shape Shape { get; }

    /// <summary>How many.</summary>
    public int Count => Shape.Size;

    /// <summary>Texts.</summary>
    /// <param name="texts">One per sample.</param>
    public static implicit operator CategoryColumn(string[] texts) => new(texts);

    /// <summary>Whole numbers.</summary>
    /// <param name="numbers">One per sample.</param>
    public static implicit operator CategoryColumn(int[] numbers) => new(Tensor.From(numbers));

    /// <summary>Whole numbers.</summary>
    /// <param name="numbers">A tensor of any shape.</param>
    public static implicit operator CategoryColumn(Tensor numbers) => new(numbers);

    internal bool IsText => _texts is not null;

    internal string Text(int i) => _texts is not null ? _texts[i] : _numbers![i].ToString(CultureInfo.InvariantCulture);

    internal long Number(int i) => _numbers![i];
}
