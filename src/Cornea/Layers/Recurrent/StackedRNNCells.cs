namespace Cornea.Layers;

/// <summary>Cells one after the other as one cell: at each step the output of one is the input of the next. Keras:
/// <c>keras.layers.StackedRNNCells</c>.</summary>
/// <remarks>The states are those of the first cell, then those of the second, and so on. Source: Keras,
/// <c>layers/rnn/stacked_rnn_cells.py</c>.</remarks>
public sealed class StackedRNNCells : RecurrentCell
{
    /// <summary>Initializes the cell.</summary>
    /// <param name="cells">The cells, the first that sees the input first.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentException">There is no cell.</exception>
    public StackedRNNCells(IReadOnlyList<RecurrentCell> cells, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        if (cells.Count == 0)
            throw new ArgumentException("StackedRNNCells expects one cell or more, but received none. Give it cells.", nameof(cells));
        Cells = [.. cells];
        for (var i = 0; i < cells.Count; i++)
            Track(cells[i], i == 0 ? null : $"{cells[i].Name}_{Count(i)}");
    }

    /// <summary>The cells.</summary>
    public IReadOnlyList<RecurrentCell> Cells { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> StateShapes(Shape input)
    {
        var shapes = new List<Shape>();
        foreach (var cell in Cells)
        {
            shapes.AddRange(cell.StateShapes(input));
            input = cell.OutputShape(input);
        }
        return shapes;
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Cells.Aggregate(input, (shape, cell) => cell.OutputShape(shape));

    /// <inheritdoc/>
    public override StackedRNNCells Clone() => Likewise(new StackedRNNCells([.. Cells.Select(cell => (RecurrentCell)cell.Clone())]));

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => CallOnce(inputs, context);

    /// <inheritdoc/>
    public override CellSteps Prepare(Tensor sequence, CallContext context)
    {
        var first = Cells[0].Within([sequence.Shape.Without(1)], context, () => Cells[0].Prepare(sequence, context));
        return new CellSteps(first.Sequences, (rows, states) =>
        {
            var taken = Cells[0].StateShapes(sequence.Shape[2..]).Count;
            var (output, after) = first.Step(rows, [.. states.Take(taken)]);
            var next = new List<Tensor>(after);
            foreach (var cell in Cells.Skip(1))
            {
                var count = cell.StateShapes(output.Shape[1..]).Count;
                var results = cell.Apply([output, .. states.Skip(taken).Take(count)], context);
                next.AddRange(results.Skip(1));
                output = results[0];
                taken += count;
            }
            return (output, next);
        });
    }
}
