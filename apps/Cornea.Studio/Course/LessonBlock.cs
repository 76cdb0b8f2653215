namespace Cornea.Studio.Course;

/// <summary>A part of a lesson.</summary>
/// <param name="Line">Its first line in the program, from 1.</param>
/// <param name="Text">What is said of the code; may be empty.</param>
/// <param name="IsHeading">Whether the text is a heading that the lesson prints.</param>
/// <param name="Code">The code; may be empty.</param>
internal sealed record LessonBlock(int Line, string Text, bool IsHeading, string Code);
