using System.Text.Json.Nodes;
using Cornea.Studio.Course;
using Cornea.Studio.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cornea.Studio.Api;

/// <summary>The lessons, their text and their programs. Both are part of the assembly: a request names a block and sends no code.</summary>
internal static class CourseRoutes
{
    private const string Folder = "lessons/";

    private static readonly Lazy<Lesson[]> Lessons = new(Read);

    public static void Map(WebApplication application)
    {
        application.MapGet("/api/lessons", context => Reply.Json(context, new JsonArray([.. Lessons.Value.Select(
            lesson => new JsonObject { ["id"] = lesson.Id, ["title"] = lesson.Title })])));
        application.MapGet("/api/lessons/{id}", context => Reply.Json(context, Find(context).ToJson()));
        application.MapGet("/api/lessons/{id}/run", context => Reply.Json(
            context, LessonRunner.Read(Find(context), Reply.Number(context, "from", 0, 0, int.MaxValue))));
        application.MapPost("/api/lessons/{id}/run", async context =>
        {
            var lesson = Find(context);
            var request = await Reply.ReadJson(context, StudioJson.Default.RunLessonRequest);
            await Reply.Json(context, LessonRunner.Run(lesson, request));
        });
        application.MapDelete("/api/lessons/{id}/run", context =>
        {
            var lesson = Find(context);
            LessonRunner.End(lesson);
            return Reply.Json(context, LessonRunner.Read(lesson, 0));
        });
    }

    private static Lesson Find(HttpContext context) => Array.Find(Lessons.Value, lesson => lesson.Id == Routes.Id(context))
        ?? throw RequestException.NotFound("lesson of this name");

    private static Lesson[] Read()
    {
        var assembly = typeof(CourseRoutes).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return Lesson.Parse(Path.GetFileNameWithoutExtension(name), reader.ReadToEnd());
            })];
    }
}
