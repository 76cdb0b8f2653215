namespace Cornea.Layers;

/// <summary>One step of a recurrent cell that has been prepared for a sequence.</summary>
/// <param name="inputs">This step's row of each prepared sequence, (batch, ...).</param>
/// <param name="states">The states after the step before.</param>
/// <returns>The output, and the states after this step.</returns>
public delegate (Tensor Output, IReadOnlyList<Tensor> States) CellStep(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> states);
