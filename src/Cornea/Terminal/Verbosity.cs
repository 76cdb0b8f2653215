namespace Cornea.Terminal;

/// <summary>How much a run prints. The numbers are those of Keras's <c>verbose</c>.</summary>
public enum Verbosity
{
    /// <summary>Nothing.</summary>
    Silent = 0,

    /// <summary>A progress bar that is rewritten in place; one line an epoch where the output is not a terminal.</summary>
    Bar = 1,

    /// <summary>One line an epoch, without a bar.</summary>
    Line = 2,
}
