namespace Cornea.Training;

/// <summary>What a warning is about.</summary>
public enum TrainingWarningKind
{
    /// <summary>The loss does not suit the last activation.</summary>
    LossActivation,

    /// <summary>The labels do not suit the loss.</summary>
    Labels,

    /// <summary>The input was not scaled.</summary>
    InputScale,

    /// <summary>The validation part lacks a class.</summary>
    ValidationClasses,

    /// <summary>The loss is not finite.</summary>
    NotFinite,

    /// <summary>A callback follows a metric that there is not.</summary>
    Monitor,

    /// <summary>Weights that should be trained are not: nothing is trainable, or the loss does not depend on some.</summary>
    NothingTrained,

    /// <summary>What is trainable was changed after the model was compiled.</summary>
    TrainableChanged,

    /// <summary>The data makes fewer batches than were asked for.</summary>
    TooFewBatches,

    /// <summary>A backup could not be read, and an older one was taken; or one could not be written, and the training goes on.</summary>
    Backup,

    /// <summary>A server could not be told about the training.</summary>
    Remote,
}
