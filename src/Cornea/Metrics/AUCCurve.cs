namespace Cornea.Metrics;

/// <summary>The curve under which <see cref="AUC"/> takes the area.</summary>
public enum AUCCurve
{
    /// <summary>True positive rate over false positive rate (receiver operating characteristic).</summary>
    [ConfigName("ROC")]
    ROC,

    /// <summary>Precision over recall.</summary>
    [ConfigName("PR")]
    PR,
}
