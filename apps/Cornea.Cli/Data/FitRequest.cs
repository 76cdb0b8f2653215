using Cornea.Distribution;

namespace Cornea.Cli.Data;

/// <summary>How a model is trained.</summary>
/// <param name="Batch">Samples of a step.</param>
/// <param name="Epochs">Passes over the data.</param>
/// <param name="Verbosity">How much is printed.</param>
/// <param name="Callbacks">Who is told.</param>
/// <param name="CancellationToken">Ends the training after its batch.</param>
internal sealed record FitRequest(
    int Batch, int Epochs, Verbosity Verbosity, IReadOnlyList<Callback> Callbacks, CancellationToken CancellationToken)
{
    /// <summary>The processes that train together; null where this one trains alone.</summary>
    public DataParallel? Strategy { get; init; }

    /// <summary>Whether to stop after the first step, which is to be measured.</summary>
    public bool FirstStep { get; init; }
}
