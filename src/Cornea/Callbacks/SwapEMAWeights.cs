namespace Cornea.Callbacks;

/// <summary>
/// Evaluates and predicts with the moving averages of the weights, which an optimizer with <c>useEma</c> keeps. Keras:
/// <c>keras.callbacks.SwapEMAWeights</c>.
/// </summary>
/// <remarks>
/// Put it before callbacks that save the model, so that they find the averages. Source: Keras,
/// <c>callbacks/swap_ema_weights.py</c>.
/// </remarks>
/// <example><code>model.Compile(new Adam(useEma: true), loss); model.Fit(x, y, callbacks: [new SwapEMAWeights()]);</code></example>
public sealed class SwapEMAWeights : Callback
{
    /// <summary>Makes the callback.</summary>
    /// <param name="swapOnEpoch">Whether the averages also stand in the model between the end of an epoch and the beginning of the
    /// next.</param>
    public SwapEMAWeights(bool swapOnEpoch = false) => SwapOnEpoch = swapOnEpoch;

    /// <summary>Whether the averages also stand in the model between two epochs.</summary>
    public bool SwapOnEpoch { get; }

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Tensor> State
    {
        get => [Tensor.From(Optimizer.AveragesAreSwapped ? 1 : 0)];
        set => Optimizer.AveragesAreSwapped = value[0].Item<int>() != 0;
    }

    private Optimizer Optimizer => Model.Optimizer is { KeepsAverages: true } optimizer
        ? optimizer
        : throw new InvalidOperationException(
            $"SwapEMAWeights expects an optimizer that keeps moving averages of the weights, but model '{Model.Name}' has " +
            $"{Model.Optimizer?.Name ?? "none"}. " +
            "Compile with useEma: true, as in new Adam(useEma: true).");

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The optimizer keeps no averages.</exception>
    public override void OnTrainBegin() => Show(averages: false);

    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch)
    {
        if (SwapOnEpoch)
            Show(averages: false);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        if (SwapOnEpoch)
            Show(averages: true);
    }

    /// <inheritdoc/>
    public override void OnTestBegin() => Show(averages: true);

    /// <inheritdoc/>
    public override void OnTestEnd(Logs logs) => Show(averages: false);

    /// <inheritdoc/>
    public override void OnPredictBegin() => Show(averages: true);

    /// <inheritdoc/>
    public override void OnPredictEnd() => Show(averages: false);

    private void Show(bool averages)
    {
        if (Optimizer.AveragesAreSwapped != averages)
            Optimizer.SwapAverages();
    }
}
