namespace Cornea.Conformance;

/// <summary>How the replay of one case ended.</summary>
/// <param name="Id">The case's id, such as <c>Huber/03</c>.</param>
/// <param name="Group">The class or function it is about.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Difference">The largest |actual - expected| among its numbers.</param>
/// <param name="Share">The largest difference over what its tolerance allows: above 1 the case fails.</param>
/// <param name="Detail">What differs or what is missing; empty for passed cases.</param>
public sealed record CaseResult(string Id, string Group, CaseStatus Status, double Difference, double Share, string Detail);
