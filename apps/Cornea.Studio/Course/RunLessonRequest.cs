namespace Cornea.Studio.Course;

/// <summary>Asks for the run of a lesson's blocks.</summary>
/// <param name="Block">The last block to run; those before it that have not run yet are run first.</param>
/// <param name="Whole">Whether all of the data are used; a small part of them else.</param>
internal sealed record RunLessonRequest(int Block, bool Whole);
