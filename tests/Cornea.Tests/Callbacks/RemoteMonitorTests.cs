using System.Text.Json;
using Shouldly;

namespace Cornea.Tests.Callbacks;

public sealed class RemoteMonitorTests
{
    [Fact]
    public void The_figures_of_each_epoch_are_sent_as_a_field_of_a_form()
    {
        var requests = new List<string>();
        using var server = Server(requests);
        Fit(new RemoteMonitor(Root(server), "/publish/epoch/end/", "figures", new Dictionary<string, string> { ["X-Token"] = "abc" }),
            out var warnings);

        warnings.ShouldBeEmpty();
        requests.Count.ShouldBe(2);
        requests[1].ShouldStartWith("POST /publish/epoch/end/ HTTP/1.1\r\n");
        requests[1].ShouldContain("X-Token: abc\r\n");
        requests[1].ShouldContain("Content-Type: application/x-www-form-urlencoded");
        var body = Body(requests[1]);
        body.ShouldStartWith("figures=");
        var figures = JsonDocument.Parse(Uri.UnescapeDataString(body["figures=".Length..].Replace('+', ' '))).RootElement;
        figures.EnumerateObject().Select(figure => figure.Name).ShouldBe(["epoch", "loss"]);
        figures.GetProperty("epoch").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void They_can_be_the_body_itself_and_a_figure_that_is_not_finite_is_null()
    {
        var requests = new List<string>();
        using var server = Server(requests);
        Fit(new RemoteMonitor(Root(server), "/in", sendAsJson: true), out _, scale: float.NaN);
        requests[0].ShouldContain("Content-Type: application/json\r\n");
        Body(requests[0]).ShouldBe("""{"epoch":0,"loss":null}""");
    }

    [Fact]
    public void A_server_that_refuses_or_is_not_there_is_a_warning()
    {
        using var refusing = new LoopbackServer((_, _) => LoopbackServer.Answer("503 Service Unavailable", []));
        Fit(new RemoteMonitor(Root(refusing)), out var warnings).Epochs.Count.ShouldBe(2);
        warnings.Count(warning => warning.Kind == TrainingWarningKind.Remote).ShouldBe(2);
        warnings[0].Message.ShouldContain("could not send the metrics of epoch 1 to " + Root(refusing)
            + "/publish/epoch/end/: the server answered 503 Service Unavailable");

        var gone = new LoopbackServer((_, _) => null);
        string root = Root(gone);
        gone.Dispose();
        Fit(new RemoteMonitor(root), out var later).Epochs.Count.ShouldBe(2);
        later.Count(warning => warning.Kind == TrainingWarningKind.Remote).ShouldBe(2);
    }

    [Theory]
    [InlineData("file:///etc", "/x")]
    [InlineData("localhost:9000", "/x")]
    [InlineData("http://localhost", "@elsewhere.example/")]
    [InlineData("http://localhost", ".elsewhere.example/")]
    public void An_address_of_another_kind_or_server_is_refused(string root, string path) =>
        Should.Throw<ArgumentException>(() => new RemoteMonitor(root, path)).Message.ShouldStartWith("RemoteMonitor expects");

    private static History Fit(RemoteMonitor monitor, out List<TrainingWarning> warnings, float scale = 1)
    {
        var told = new List<TrainingWarning>();
        var model = new Sequential { new Dense(1, inputDim: 1) };
        model.Compile(new SGD(), new MeanSquaredError());
        model.Warned = warning => { if (warning.Kind == TrainingWarningKind.Remote) told.Add(warning); };
        warnings = told;
        return model.Fit(Tensor.From([0.1f * scale, 0.2f], [2, 1]), Tensor.From([0.3f, 0.4f], [2, 1]), epochs: 2, verbose: Verbosity.Silent,
            callbacks: [monitor]);
    }

    private static LoopbackServer Server(List<string> requests) => new((_, request) =>
    {
        requests.Add(request);
        return LoopbackServer.Answer("200 OK", []);
    });

    private static string Root(LoopbackServer server) => server.Address.GetLeftPart(UriPartial.Authority);

    private static string Body(string request) => request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
