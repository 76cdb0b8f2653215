using System.Net;
using System.Text.Json.Nodes;

namespace Cornea.Studio.Tests.Server;

/// <summary>The blocks of lessons, run from the page.</summary>
[Collection("lessons")]
public sealed class CourseTests(StudioHost studio) : IClassFixture<StudioHost>
{
    private const string Filters = "05-image-filters";

    [Fact]
    public async Task There_are_twelve_lessons_with_text_and_code()
    {
        var lessons = (await studio.Get("/api/lessons")).AsArray();
        lessons.Count.ShouldBe(12);
        foreach (var id in lessons.Select(lesson => (string)lesson!["id"]!))
        {
            var blocks = (await studio.Get($"/api/lessons/{id}"))["blocks"]!.AsArray();
            blocks.Count.ShouldBeGreaterThan(1, id);
            blocks.Count(block => ((string)block!["code"]!).Length > 0).ShouldBeGreaterThan(0, id);
        }
    }

    [Fact]
    public async Task A_block_runs_the_blocks_before_it_and_the_next_one_goes_on()
    {
        await Run(Filters, 1);
        var run = await Until(Filters, "waiting");
        Texts(run, 1).ShouldContain(text => text.StartsWith("In a picture the kernel is a small square.", StringComparison.Ordinal));
        // Nine pixels, nine weights, their sum, by hand: the library's own Sobel window of the first digit.
        Texts(run, 1).ShouldContain(text => text.Contains("(28, 28) becomes (26, 26)", StringComparison.Ordinal));
        Outputs(run, 2).ShouldBeEmpty();
        var before = run["outputs"]!.AsArray().Count;

        await Run(Filters, 2);
        run = await Until(Filters, "waiting");
        Outputs(run, 2).Count(output => (string)output["kind"]! == "picture").ShouldBe(9);
        // What was printed before is there once: the program went on, and was not begun again.
        run["outputs"]!.AsArray().Take(before).Count(output => (int)output!["block"]! < 2).ShouldBe(before);
        run["outputs"]!.AsArray().Count(output => (int)output!["block"]! < 2).ShouldBe(before);

        await Run(Filters, Convert.ToInt32((await studio.Get($"/api/lessons/{Filters}"))["blocks"]!.AsArray().Count - 1));
        await Until(Filters, "finished");
        // A block that has run begins the lesson again.
        await Run(Filters, 0);
        (await Until(Filters, "waiting"))["outputs"]!.AsArray().Count.ShouldBeLessThan(before);
    }

    [Fact]
    public async Task A_training_is_followed_and_can_be_stopped()
    {
        await Run("01-mnist-dense", 100_000, HttpStatusCode.BadRequest);
        var blocks = (await studio.Get("/api/lessons/01-mnist-dense"))["blocks"]!.AsArray().Count;
        await Run("01-mnist-dense", blocks - 1, whole: true);
        while (!(await studio.Get("/api/lessons/01-mnist-dense/run"))["outputs"]!.AsArray()
            .Any(output => (string)output!["kind"]! == "progress"))
        {
            await Task.Delay(20);
        }
        using (var answer = await studio.Client.DeleteAsync("/api/lessons/01-mnist-dense/run"))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string)(await studio.Get("/api/lessons/01-mnist-dense/run"))["state"]!).ShouldBe("none");
    }

    [Fact]
    public async Task Ending_one_lesson_leaves_another_that_runs()
    {
        await Run(Filters, 1);
        using (var answer = await studio.Client.DeleteAsync("/api/lessons/01-mnist-dense/run"))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Until(Filters, "waiting");
    }

    [Fact]
    public async Task A_file_that_a_lesson_names_is_written_into_a_folder_of_its_run()
    {
        var blocks = (await studio.Get("/api/lessons/01-mnist-dense"))["blocks"]!.AsArray().Count;
        await Run("01-mnist-dense", blocks - 1);
        var run = await Until("01-mnist-dense", "finished");
        var told = run["outputs"]!.AsArray().Select(output => (string)output!["content"]!)
            .First(text => text.StartsWith("accuracy.svg is in ", StringComparison.Ordinal));
        var folder = told["accuracy.svg is in ".Length..^1];
        File.Exists(Path.Combine(folder, "accuracy.svg")).ShouldBeTrue();
        Path.GetFullPath(folder).ShouldNotBe(Directory.GetCurrentDirectory());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Text_that_is_sent_is_not_run()
    {
        using var unknown = await studio.Post("/api/lessons/..%2F01-mnist-dense/run", new JsonObject { ["block"] = 0 });
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var answer = await studio.Post($"/api/lessons/{Filters}/run", new JsonObject
        {
            ["block"] = 0,
            ["code"] = "throw new Exception(\"run\");",
            ["program"] = "rm -rf /",
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var run = await Until(Filters, "waiting");
        run["outputs"]!.AsArray().ShouldAllBe(output => (string)output!["kind"]! != "error");
    }

    private static IEnumerable<JsonObject> Outputs(JsonNode run, int block) =>
        run["outputs"]!.AsArray().Select(output => output!.AsObject()).Where(output => (int)output["block"]! == block);

    private static string[] Texts(JsonNode run, int block) => [.. Outputs(run, block).Select(output => (string)output["content"]!)];

    private async Task Run(string lesson, int block, HttpStatusCode expected = HttpStatusCode.OK, bool whole = false)
    {
        using var answer = await studio.Post($"/api/lessons/{lesson}/run", new JsonObject { ["block"] = block, ["whole"] = whole });
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonNode> Until(string lesson, string state)
    {
        while (true)
        {
            var run = await studio.Get($"/api/lessons/{lesson}/run");
            if ((string)run["state"]! == state)
                return run;
            ((string)run["state"]!).ShouldBe("running", run.ToJsonString());
            await Task.Delay(20);
        }
    }
}
