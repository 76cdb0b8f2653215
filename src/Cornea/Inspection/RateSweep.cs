namespace Cornea.Inspection;

/// <summary>Gives each training step a learning rate that is a factor greater than the one before, and notes its loss.</summary>
/// <param name="low">The first rate.</param>
/// <param name="high">The last rate.</param>
/// <param name="steps">How many steps.</param>
internal sealed class RateSweep(double low, double high, int steps) : Callback
{
    private const double Diverged = 4;

    private double _sum;

    public List<double> Rates { get; } = [];

    public List<double> Losses { get; } = [];

    public override void OnTrainBatchBegin(int batch)
    {
        var rate = low * Math.Pow(high / low, batch / (double)(steps - 1));
        Rates.Add(rate);
        Model.Optimizer!.LearningRateValue = rate;
    }

    public override void OnTrainBatchEnd(int batch, Logs logs)
    {
        // The loss in the logs is the mean of the epoch so far.
        var total = logs["loss"] * (batch + 1);
        Losses.Add(total - _sum);
        _sum = total;
        if (!double.IsFinite(Losses[^1]) || (batch > steps / 10 && Losses[^1] > Diverged * Losses.Min()))
            Model.StopTraining = true;
    }
}
