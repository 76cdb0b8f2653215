namespace Cornea.Layers;

/// <summary>A cell whose kernels are matrices: what <see cref="SimpleRNNCell"/>, <see cref="GRUCell"/> and <see cref="LSTMCell"/>
/// share.</summary>
public abstract class DenseCell : KernelCell
{
    private protected DenseCell(
        int gates, int units, Activation? activation, bool useBias, RecurrentWeights weights, double dropout, double recurrentDropout,
        int? seed, string? name, bool trainable, DTypePolicy? dtype)
        : base(gates, useBias, weights, dropout, recurrentDropout, seed, name, trainable, dtype)
    {
        Units = Require.Positive(units, ClassName, nameof(units));
        Activation = activation ?? Activation.Tanh;
    }

    /// <summary>Dimensionality of the output space.</summary>
    public int Units { get; }

    /// <summary>Activation function; tanh by default.</summary>
    public Activation Activation { get; }

    /// <summary>The product of all inputs with the kernel, (batch, steps, gates * units), done once for all steps.</summary>
    private protected Tensor Project(Tensor sequence, Tensor? bias, CallContext context)
    {
        var features = Kernel!.Shape[0];
        if (sequence.Shape[^1] != features || sequence.Rank != 3)
        {
            throw new ShapeException(
                $"{this} was built for sequences of {features} features, but received shape {sequence.Shape}. " +
                $"Feed (batch, steps, {features}).");
        }
        var masks = InputMasks(sequence, context);
        if (masks.Length > 0)
        {
            var product = PerGate(sequence, masks, context.Read(Kernel), Tensor.MatMul);
            return bias is null ? product : product + bias;
        }
        // The rows of all steps in one product, in the order of time: what a step reads then lies together.
        var (batch, steps) = (sequence.Shape[0], sequence.Shape[1]);
        var rows = Tensor.MatMul(sequence.SwapAxes(0, 1).Reshape(new Shape(steps * batch, features)), context.Read(Kernel));
        return (bias is null ? rows : rows + bias).Reshape(new Shape(steps, batch, Kernel.Shape[1])).SwapAxes(0, 1);
    }

    /// <summary>What states are multiplied by, (batch, units): none, or one a gate.</summary>
    private protected Tensor[] StateMasks(Tensor sequence, CallContext context) => StateMasks([sequence.Shape[0], Units], context);

    private protected static int Features(Layer cell, IReadOnlyList<Shape> inputs) => inputs[0].Rank == 2
        ? inputs[0][1]
        : throw new ShapeException(
            $"{cell} expects inputs of shape (batch, features) at each step, but received {inputs[0]}. " +
            "Reshape the sequence to (batch, steps, features).");
}
