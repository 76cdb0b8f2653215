namespace Cornea.Studio.Course;

/// <summary>Where the run of a lesson stands.</summary>
internal enum LessonState
{
    /// <summary>A block is running.</summary>
    Running,

    /// <summary>The blocks that were asked for are done; the program waits before the next one.</summary>
    Waiting,

    /// <summary>The program has come to its end.</summary>
    Finished,

    /// <summary>A block ended with an error.</summary>
    Failed,

    /// <summary>It was ended before its end.</summary>
    Stopped,
}
