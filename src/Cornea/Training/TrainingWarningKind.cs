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

    /// <summary>A callback follows a figure that there is not.</summary>
    Monitor,

    /// <summary>A backup could not be read, and an older one was taken.</summary>
    Backup,

    /// <summary>A server could not be told about the training.</summary>
    Remote,
}
