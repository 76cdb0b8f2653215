using System.Text.Json.Nodes;
using Cornea.Studio.Http;

namespace Cornea.Studio.Course;

/// <summary>Runs lessons, one at a time in a process: what a lesson shows goes to the display of the process.</summary>
internal static class LessonRunner
{
    private static readonly Lock Gate = new();

    private static LessonRun? _run;

    /// <summary>Runs a lesson up to a block: goes on where it waits, or begins again.</summary>
    /// <param name="lesson">The lesson.</param>
    /// <param name="request">The block.</param>
    /// <exception cref="RequestException">The lesson has no such block.</exception>
    public static JsonObject Run(Lesson lesson, RunLessonRequest request)
    {
        if (request.Block < 0 || request.Block >= lesson.Blocks.Count)
            throw new RequestException(400, $"The lesson has {lesson.Blocks.Count} blocks, from 0.");
        var program = CorneaLessons.Programs.Find(lesson.Id) ?? throw RequestException.NotFound("lesson of this name");
        lock (Gate)
        {
            if (_run is not { } run || run.Id != lesson.Id || run.IsWhole != request.Whole || !run.GoOn(request.Block))
            {
                _run?.End();
                LessonConsole.Install();
                _run = LessonRun.Start(lesson, program, request.Block, request.Whole);
            }
            return _run.ToJson(0);
        }
    }

    /// <summary>What a lesson has printed; a state of <c>none</c> where another ran since, or none has.</summary>
    public static JsonObject Read(Lesson lesson, int from)
    {
        lock (Gate)
            return _run is { } run && run.Id == lesson.Id ? run.ToJson(from) : new JsonObject { ["state"] = "none" };
    }

    /// <summary>Ends a lesson where it is the one that runs; another page's stays.</summary>
    public static void End(Lesson lesson)
    {
        lock (Gate)
        {
            if (_run is not { } run || run.Id != lesson.Id)
                return;
            run.End();
            _run = null;
        }
    }
}
