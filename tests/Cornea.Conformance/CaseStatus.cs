namespace Cornea.Conformance;

/// <summary>How the replay of one case ended.</summary>
public enum CaseStatus
{
    /// <summary>Every value is within its tolerance.</summary>
    Passed,

    /// <summary>A value differs, or the replay threw.</summary>
    Failed,

    /// <summary>The class or the option does not exist here yet; never counted as passed.</summary>
    Unsupported,
}
