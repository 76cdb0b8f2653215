namespace Cornea.Metrics;

/// <summary>How the scores of several classes become one.</summary>
public enum ScoreAverage
{
    /// <summary>One score per class.</summary>
    [ConfigName(null)]
    None,

    /// <summary>The score of all classes' counts together.</summary>
    Micro,

    /// <summary>The mean score of the classes.</summary>
    Macro,

    /// <summary>The mean score of the classes, weighted by how often they occur.</summary>
    Weighted,
}
