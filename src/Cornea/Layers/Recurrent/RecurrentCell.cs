namespace Cornea.Layers;

/// <summary>
/// One step of a recurrent layer: from an input and states to an output and the next states. <see cref="RNN"/> repeats it over
/// a sequence.
/// </summary>
/// <remarks>
/// Called as a layer, its inputs are the input (batch, ...) and the states, and its outputs the output and the next states. A cell of
/// one's own overrides <see cref="StateShapes"/>, <see cref="Layer.Build"/> and <see cref="Layer.Call"/>; and, where a part of the
/// work can be done for all steps together, <see cref="Prepare"/>. Its call is traced once for all steps, so a random draw
/// in it is the same at each step.
/// </remarks>
public abstract class RecurrentCell : Layer
{
    /// <summary>Initializes the cell.</summary>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    protected RecurrentCell(string? name = null, bool trainable = true, DTypePolicy? dtype = null) : base(name, trainable, dtype)
    {
    }

    // A cell is built for its input alone; its states follow from it.
    internal sealed override ConfigObject? WriteBuildShapes(IReadOnlyList<Shape> inputs) => LayerConfig.BuildShapes([inputs[0]]);

    /// <summary>The shapes of the states of one sample.</summary>
    /// <param name="input">The shape of the input of one sample at one step.</param>
    public abstract IReadOnlyList<Shape> StateShapes(Shape input);

    /// <summary>The shape of the output of one sample; that of the first state unless overridden.</summary>
    /// <param name="input">The shape of the input of one sample at one step.</param>
    public virtual Shape OutputShape(Shape input) => StateShapes(input)[0];

    /// <summary>Gets ready for a sequence; called once the weights are there.</summary>
    /// <param name="sequence">The inputs of all steps, (batch, steps, ...).</param>
    /// <param name="context">The context of the pass.</param>
    public virtual CellSteps Prepare(Tensor sequence, CallContext context) => new([sequence], (inputs, states) =>
    {
        var results = Call([inputs[0], .. states], context);
        return (results[0], [.. results.Skip(1)]);
    });

    /// <summary>One step of a cell that overrides <see cref="Prepare"/>: a sequence of one.</summary>
    /// <param name="inputs">The input and the states.</param>
    /// <param name="context">The context of the pass.</param>
    /// <exception cref="ShapeException">There are too few or too many states.</exception>
    protected Tensors CallOnce(Tensors inputs, CallContext context)
    {
        var count = StateShapes(inputs[0].Shape[1..]).Count;
        if (inputs.Count != count + 1)
        {
            throw new ShapeException(
                $"{this} expects an input and {count} states, but received {inputs.Count} tensors. Give states of zeros for a start.");
        }
        var steps = Prepare(inputs[0].ExpandDims(1), context);
        var (output, states) = steps.Step([.. steps.Sequences.Select(sequence => sequence.Squeeze(1))], [.. inputs.Skip(1)]);
        return [output, .. states];
    }
}
