using System.Net;
using System.Text.Json.Nodes;

namespace Cornea.Studio.Tests.Server;

/// <summary>The playground and the course.</summary>
public sealed class PlayTests(StudioHost studio) : IClassFixture<StudioHost>
{
    [Fact]
    public async Task A_small_network_learns_a_circle_and_shows_every_unit()
    {
        var made = await studio.PostJson("/api/play", Request());
        made["points"]!.AsArray().Count.ShouldBe(400);
        // The inputs, two hidden layers and the answer: 2, 4, 2 and 1 maps of 32 x 32 cells.
        made["maps"]!.AsArray().Select(map => Convert.FromBase64String((string)map!).Length / (32 * 32)).ShouldBe([2, 4, 2, 1]);
        JsonNode frame = made;
        for (var i = 0; i < 4; i++)
            frame = await studio.PostJson($"/api/play/{made["id"]}/step", new JsonObject { ["epochs"] = 50 });
        frame["epoch"]!.GetValue<int>().ShouldBe(200);
        frame["train"]!.GetValue<double>().ShouldBeLessThan(made["train"]!.GetValue<double>() / 3);
        // The middle of the plane is of the class within, the corner of the class around it.
        var answer = Convert.FromBase64String((string)frame["maps"]![3]!);
        answer[(16 * 32) + 16].ShouldBeGreaterThan((byte)190);
        answer[0].ShouldBeLessThan((byte)70);
    }

    [Fact]
    public async Task The_map_of_an_input_rises_along_its_axis()
    {
        var made = await studio.PostJson("/api/play", Request());
        var x = Convert.FromBase64String((string)made["maps"]![0]!).AsSpan(0, 32).ToArray();
        x.ShouldBeInOrder();
        var y = Convert.FromBase64String((string)made["maps"]![0]!).AsSpan(32 * 32).ToArray();
        y[0].ShouldBeGreaterThan(y[^1]); // the first row is the top of the plane
    }

    [Theory]
    [InlineData("data", "\"nothing\"")]
    [InlineData("layers", "[17]")]
    [InlineData("layers", "[1,1,1,1,1,1,1,1,1,1,1]")]
    [InlineData("data", "\"own\"")]
    [InlineData("rate", "0")]
    [InlineData("features", "[]")]
    [InlineData("features", "[\"x\",\"x\"]")]
    [InlineData("activation", "\"softmax\"")]
    [InlineData("batch", "0")]
    public async Task What_does_not_fit_is_refused(string key, string value)
    {
        var request = Request();
        request[key] = JsonNode.Parse(value);
        (await studio.Post("/api/play", request)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Points_of_ones_own_are_scaled_to_the_plane_and_keep_the_names_of_their_classes()
    {
        var request = Request();
        request["data"] = "own";
        request["table"] = "height,weight,kind\n150,50,cat\n160,70,dog\n170,60,cat\n190,90,dog\n";
        var made = await studio.PostJson("/api/play", request);
        made["classes"]!.AsArray().Select(name => (string)name!).ShouldBe(["cat", "dog"]);
        // Each column from its least at -5 to its most at 5: 160 of 150 to 190 is a quarter of the way, 70 of 50 to 90 half.
        var points = made["points"]!.AsArray().Select(point => string.Join(' ', point!.AsArray().Take(3))).Order(StringComparer.Ordinal);
        points.ShouldBe(((string[])["-5 -5 -1", "-2.5 0 1", "0 -2.5 -1", "5 5 1"]).Order(StringComparer.Ordinal));
        made["points"]!.AsArray().Count(point => (int)point![3]! == 1).ShouldBe(2);
        await studio.PostJson($"/api/play/{made["id"]}/step", new JsonObject { ["epochs"] = 2 });
    }

    [Theory]
    [InlineData("a,b,c\n1,2,x\n3,4,y\n5,6,z\n7,8,x\n", "two classes in its column 'c', but there are 3")]
    [InlineData("a,b,c\n1,2,x\n3,4,y\n5,6,x\n", "4 to 2,000 rows, but it has 3")]
    [InlineData("a,b\n1,2\n3,4\n5,6\n7,8\n", "but it has 2 columns")]
    [InlineData("a,b,c\n1,2,x\n3,,y\n5,6,y\n7,8,x\n", "each row of its column 'b', but row 2 has none")]
    [InlineData("a,b,c\n1,u,x\n3,v,y\n5,w,y\n7,w,x\n", "numbers in its column 'b', but it has text")]
    [InlineData("a,b,c\n1,2,x\n3,4\n5,6,y\n7,8,x\n", "2")]
    public async Task A_table_that_does_not_fit_is_refused_by_what_it_lacks(string table, string reason)
    {
        var request = Request();
        request["data"] = "own";
        request["table"] = table;
        var answer = await studio.Post("/api/play", request);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!).ShouldContain(reason);
    }

    [Fact]
    public async Task Old_networks_make_room()
    {
        var first = (string)(await studio.PostJson("/api/play", Request()))["id"]!;
        for (var i = 0; i < 8; i++)
            await studio.PostJson("/api/play", Request());
        (await studio.Post($"/api/play/{first}/step", new JsonObject { ["epochs"] = 1 })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_ten_lessons_are_text_and_code_without_a_line_lost()
    {
        var lessons = (await studio.Get("/api/lessons")).AsArray();
        lessons.Count.ShouldBeGreaterThanOrEqualTo(10);
        foreach (var entry in lessons)
        {
            var lesson = await studio.Get($"/api/lessons/{entry!["id"]}");
            ((string)lesson["title"]!).ShouldNotBeEmpty();
            ((string)lesson["command"]!).ShouldContain("dotnet run lessons/");
            lesson["blocks"]!.AsArray().Count.ShouldBeGreaterThan(1);
            string.Join('\n', lesson["blocks"]!.AsArray().Select(block => (string)block!["code"]!)).ShouldContain("using Cornea;");
        }
        (await studio.Client.GetAsync("/api/lessons/..%2f..%2fREADME")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static JsonObject Request() => new()
    {
        ["data"] = "circle",
        ["noise"] = 5,
        ["layers"] = new JsonArray(4, 2),
        ["activation"] = "tanh",
        ["rate"] = 0.1,
        ["penalty"] = 0,
        ["batch"] = 10,
        ["features"] = new JsonArray("x", "y"),
        ["seed"] = 1,
    };
}
