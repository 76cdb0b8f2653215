namespace Cornea.Runs;

/// <summary>How a run stands, as its folder tells.</summary>
public enum RunState
{
    /// <summary>The folder exists, but no training has begun.</summary>
    Created,

    /// <summary>The process that trains is alive.</summary>
    Running,

    /// <summary>All epochs were trained.</summary>
    Finished,

    /// <summary>The training was ended early: by a callback, a signal or a cancellation token.</summary>
    Stopped,

    /// <summary>The training ended with a loss that is not a finite number.</summary>
    Failed,

    /// <summary>The process ended without a word, for example by a power failure.</summary>
    Interrupted,
}
