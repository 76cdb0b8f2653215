namespace Cornea.Training;

/// <summary>A training step of one's own: calls the model and returns the loss.</summary>
/// <param name="model">The model; call it with <c>model.Apply(x, context)</c>.</param>
/// <param name="x">The inputs of a batch.</param>
/// <param name="y">The targets of a batch; none where the model is fitted without.</param>
/// <param name="context">Training, random keys; takes updates of variables besides the weights.</param>
/// <returns>One number. Penalties of layers and weights are added to it.</returns>
public delegate Tensor TrainStep(Model model, Tensors x, Tensors y, CallContext context);
