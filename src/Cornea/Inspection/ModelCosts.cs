namespace Cornea;

/// <summary>What models take, before and after they run.</summary>
public static class ModelCosts
{
    /// <summary>What each layer takes for a batch in inference: multiplications counted from the graph, bytes, and the time it should take
    /// on this machine. <see cref="ModelCost.Measure"/> runs the layers and adds what they took.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">Samples of the batch.</param>
    /// <param name="speed">The speed to estimate with; that of this machine where null.</param>
    /// <exception cref="InvalidOperationException">The shape of a sample is not known.</exception>
    public static ModelCost Cost(this Model model, int batch = 1, MachineSpeed? speed = null) =>
        new(ModelTrace.Of(model, batch, "Cost"), batch, speed ?? MachineSpeed.OfThisMachine);
}
