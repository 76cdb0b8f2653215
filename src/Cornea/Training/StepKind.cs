namespace Cornea.Training;

/// <summary>What a compiled step does.</summary>
internal enum StepKind
{
    /// <summary>Moves the weights.</summary>
    Train,

    /// <summary>Accumulates the loss and the metrics.</summary>
    Test,

    /// <summary>Gives the outputs.</summary>
    Predict,
}
