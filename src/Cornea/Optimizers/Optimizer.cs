namespace Cornea;

/// <summary>How weights move against their gradients. Keras: <c>keras.optimizers</c>.</summary>
public abstract class Optimizer
{
    /// <summary>
    /// The variables' next values (and the optimizer's own), in Keras's order: clip, weight decay, update, moving average,
    /// constraints, then the iteration counter. Pure: nothing changes until the updates run.
    /// </summary>
    /// <param name="gradients">One per variable.</param>
    /// <param name="variables">The trainable variables, the same list each time.</param>
    public abstract IReadOnlyList<Update> Apply(IReadOnlyList<Tensor> gradients, IReadOnlyList<Variable> variables);
}
