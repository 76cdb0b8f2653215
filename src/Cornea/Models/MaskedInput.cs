namespace Cornea.Models;

/// <summary>
/// A tensor under the mask that the call of a file gives it by name. Keras notes in a functional model which tensor was the mask of
/// each call, also where masks come from an <see cref="Embedding"/> or a <see cref="Masking"/> before.
/// </summary>
/// <remarks>It stands between two layers and belongs to none of the model's: no summary and no file shows it.</remarks>
[NotSaved("It is written as the argument 'mask' of the call behind it.")]
internal sealed class MaskedInput : Layer
{
    /// <summary>Initializes the layer.</summary>
    public MaskedInput() : base(null, false, null)
    {
    }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    private protected override bool Autocasts => false;

    /// <summary>The tensors of a call's input: itself, or what it was made of.</summary>
    public static IEnumerable<SymbolicTensor> Parts(SymbolicTensor input) => input.Layer is MaskedInput ? input.Node.Inputs : [input];

    /// <summary>A call's input without its mask.</summary>
    public static SymbolicTensor Bare(SymbolicTensor input) => Parts(input).First();

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        // A tensor of its own, as other calls may read the same one under another mask; nothing is copied.
        var masked = inputs[0].ExpandDims(0).Squeeze(0);
        context.SetMask(masked, inputs[1].Cast(DType.Bool));
        return masked;
    }

    /// <inheritdoc/>
    public override Layer Clone() => new MaskedInput();
}
