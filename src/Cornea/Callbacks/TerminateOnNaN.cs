namespace Cornea.Callbacks;

/// <summary>Ends the training when the loss is not a finite number. Keras: <c>keras.callbacks.TerminateOnNaN</c>.</summary>
/// <remarks>It looks after each batch at one number in memory. Source: Keras, <c>callbacks/terminate_on_nan.py</c>.</remarks>
public sealed class TerminateOnNaN : Callback
{
    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, Logs logs)
    {
        if (!Trainer.LossIsFinite)
            Model.StopTraining = true;
    }
}
