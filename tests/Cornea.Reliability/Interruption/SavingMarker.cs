namespace Cornea.Reliability.Interruption;

/// <summary>Prints a line right before a backup is due, so that whoever reads it can hit the save.</summary>
internal sealed class SavingMarker(int frequency) : Callback
{
    public override void OnPositionReached(TrainingPosition position)
    {
        if (Trainer.TrainedSteps % frequency == 0)
            Console.WriteLine(TrainingProgram.Saving);
    }
}
