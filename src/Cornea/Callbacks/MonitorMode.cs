namespace Cornea.Callbacks;

/// <summary>Which way a metric gets better.</summary>
public enum MonitorMode
{
    /// <summary>Losses and errors downwards; metrics the way they say; accuracies and the like upwards.</summary>
    Auto,

    /// <summary>Downwards.</summary>
    Min,

    /// <summary>Upwards.</summary>
    Max,
}
