namespace Cornea.Studio.Course;

/// <summary>A part of a lesson.</summary>
/// <param name="Text">What is said of the code; may be empty.</param>
/// <param name="IsHeading">Whether the text is a heading that the lesson prints.</param>
/// <param name="Code">The code; may be empty.</param>
internal sealed record LessonBlock(string Text, bool IsHeading, string Code);
