using System.Text.Json.Nodes;
using Cornea.Studio.Course;
using Cornea.Studio.Http;
using Microsoft.AspNetCore.Builder;

namespace Cornea.Studio.Api;

/// <summary>The lessons. They are part of the assembly.</summary>
internal static class CourseRoutes
{
    private const string Folder = "lessons/";

    private static readonly Lazy<Lesson[]> Lessons = new(Read);

    public static void Map(WebApplication application)
    {
        application.MapGet("/api/lessons", context => Reply.Json(context, new JsonArray([.. Lessons.Value.Select(
            lesson => new JsonObject { ["id"] = lesson.Id, ["title"] = lesson.Title })])));
        application.MapGet("/api/lessons/{id}", context => Reply.Json(context, (Array.Find(
            Lessons.Value, lesson => lesson.Id == Routes.Id(context)) ?? throw RequestException.NotFound("lesson of this name")).ToJson()));
    }

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
