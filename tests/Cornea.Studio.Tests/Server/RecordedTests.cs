using System.Net;

namespace Cornea.Studio.Tests.Server;

/// <summary>Runs that another program wrote, and runs of the page read by others: one folder for both.</summary>
public sealed class RecordedTests(StudioHost studio) : IClassFixture<StudioHost>
{
    [Fact]
    public async Task A_run_of_a_program_stands_in_the_table_and_can_be_looked_at_and_removed()
    {
        var model = new Sequential { new Dense(10, Activation.Softmax, inputDim: 784) };
        model.Compile(new SGD(), new CategoricalCrossentropy(), [new Accuracy()]);
        var (x, y) =
            (Tensor.Zeros([20, 784]), OneHot.Encode(Tensor.From(Enumerable.Range(0, 20).Select(i => i % 10).ToArray()), classes: 10));
        var folder = Path.Combine(studio.Folder, "by-program");
        model.Fit(
            x, y, epochs: 2, verbose: Verbosity.Silent, validationSplit: 0.5,
            callbacks: [new RunLogger(folder, new RunOptions { Name = "<b>program</b>" })]);

        var run = (await studio.Get("/api/runs")).AsArray().Single(one => (string)one!["id"]! == "by-program")!;
        ((string)run["name"]!).ShouldBe("<b>program</b>");
        ((string)run["state"]!).ShouldBe("finished");
        run["parameters"]!.GetValue<long>().ShouldBe(7850);
        (await studio.Get("/api/runs/by-program"))["epochPoints"]!.AsArray().Count.ShouldBe(2);
        (await studio.Get("/api/models/by-program"))["readsPictures"]!.GetValue<bool>().ShouldBeTrue();
        (await studio.Client.DeleteAsync("/api/runs/by-program")).StatusCode.ShouldBe(HttpStatusCode.OK);
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_of_the_page_is_a_run_folder()
    {
        var id = (string)(await studio.PostJson("/api/train", StudioHost.SmallRun(epochs: 2, name: "page")))["id"]!;
        await studio.Until(id, "finished");
        var folder = RunFolder.Open(Path.Combine(studio.Folder, id));
        folder.ReadConfiguration()!.Name.ShouldBe("page");
        folder.ReadConfiguration()!.Settings["batch"].ShouldBe("20");
        var history = folder.ReadHistory();
        history.State.ShouldBe(Cornea.Runs.RunState.Finished);
        history.Epochs.Count.ShouldBe(2);
        history["val_accuracy"].Count.ShouldBe(2);
    }
}
