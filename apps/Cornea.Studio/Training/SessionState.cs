namespace Cornea.Studio.Training;

/// <summary>What a training is doing.</summary>
internal enum SessionState
{
    /// <summary>The data is read and the step compiled.</summary>
    Preparing,

    /// <summary>Steps are done.</summary>
    Running,

    /// <summary>It waits after a step.</summary>
    Paused,

    /// <summary>It ends after its step and is saved.</summary>
    Stopping,

    /// <summary>All epochs are done.</summary>
    Finished,

    /// <summary>It was stopped and saved; it can go on.</summary>
    Stopped,

    /// <summary>The program ended amid it; it can go on.</summary>
    Interrupted,

    /// <summary>It broke off with an error.</summary>
    Failed,
}
