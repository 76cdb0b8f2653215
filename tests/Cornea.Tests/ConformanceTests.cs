using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests;

public sealed class ConformanceTests(ITestOutputHelper output)
{
    private static string Networks { get; } = Path.Combine(Path.GetDirectoryName(KerasFixtures.Folder)!, "applications");

    // The networks of values.json are computed by the command alone (.ci/run): they take longer than all other cases together. ONNX's
    // node tests and torchvision's names are folders of their own, whose samples have tests of their own.
    private static IReadOnlyList<string> NetworkFiles { get; } = ["architectures.json.gz", "preprocess.json", "weights"];

    public static TheoryData<string> Files => [.. ConformanceRun.Replays.Select(replay => replay.File)
        .Where(file => file is not ("values.json" or "node-tests" or "torchvision-keys.json"))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_supported_case_of_Keras_gives_the_same_numbers(string file)
    {
        var run = ConformanceRun.Replay(NetworkFiles.Contains(file) ? Networks : KerasFixtures.Folder, file);
        using var report = new StringWriter();
        run.Write(report);
        output.WriteLine(report.ToString());
        run.Files.ShouldHaveSingleItem();
        run.Failed.ShouldBe(0, report.ToString());
    }

    // What cannot be replayed yet may become less, never more.
    [Fact]
    public void No_more_cases_of_ops_are_unsupported_than_were() =>
        ConformanceRun.Replay(KerasFixtures.Folder, "ops.json").Unsupported.ShouldBeLessThanOrEqualTo(11);

    [Fact]
    public void A_wrong_number_fails_and_a_missing_class_is_unsupported_but_not_passed()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "regularizers.json"), """
                {"cases":[
                {"id":"L1/1","class_name":"L1","kwargs":{},"w":{"shape":[2],"dtype":"float32","data":[1,-1]},"value":0.02,"grad":{"shape":[2],"dtype":"float32","data":[0.01,-0.01]}},
                {"id":"L1/2","class_name":"L1","kwargs":{},"w":{"shape":[2],"dtype":"float32","data":[1,-1]},"value":0.03,"grad":{"shape":[2],"dtype":"float32","data":[0.01,-0.01]}},
                {"id":"L9/1","class_name":"L9","kwargs":{},"w":{"shape":[2],"dtype":"float32","data":[1,-1]},"value":0.02,"grad":null}]}
                """);
            File.WriteAllText(Path.Combine(folder.FullName, "novelties.json"), """{"cases":[{"id":"a"},{"id":"b"}]}""");
            var run = ConformanceRun.Replay(folder.FullName);
            (run.Passed, run.Failed, run.Unsupported).ShouldBe((1, 1, 3));
            using var report = new StringWriter();
            run.Write(report);
            report.ToString().ShouldContain("failed L1/2: value[0]: 0.03");
            report.ToString().TrimEnd().ShouldEndWith("1 passed, 1 failed, 3 unsupported");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_wrong_network_fails()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            WriteNetworks(folder.FullName);
            var values = JsonNode.Parse(File.ReadAllText(Path.Combine(Networks, "values.json")))!;
            var small = values["cases"]!.AsArray().First(test => (string?)test!["id"] == "MobileNet/depth-multiplier-2")!;
            var wrong = small.DeepClone();
            (small["id"], wrong["id"]) = ("right", "wrong");
            var first = wrong["outputs"]!["first"]!.AsArray();
            first[3] = (double)first[3]! + 1e-3;
            values["cases"] = new JsonArray(small.DeepClone(), wrong);
            File.WriteAllText(Path.Combine(folder.FullName, "values.json"), values.ToJsonString());

            var run = ConformanceRun.Replay(folder.FullName);

            run.Files.SelectMany(file => file.Cases).Where(result => result.Status == CaseStatus.Failed).Select(result => result.Id)
                .ShouldBe(["VGG16/operations", "VGG16/operations", "VGG16/operations", "wrong"]);
            run.Passed.ShouldBeGreaterThan(1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // VGG16 as it is, and with one fault each.
    private static void WriteNetworks(string folder)
    {
        using var packed = new GZipStream(File.OpenRead(Path.Combine(Networks, "architectures.json.gz")), CompressionMode.Decompress);
        var root = JsonNode.Parse(packed)!;
        var network = root["applications"]!.AsArray().First(entry => (string?)entry!["application"] == "VGG16")!;
        network["variants"] = new JsonArray();
        network["operations"]!.AsArray().Count.ShouldBe(23);
        var list = new JsonArray(network.DeepClone());
        Fault(5, "config", new JsonObject { ["filters"] = 128, ["kernel_size"] = new JsonArray(3, 3), ["padding"] = "same" });
        Fault(4, "inbound", new JsonArray("block1_conv1"));
        Fault(6, "name", "block2_pooling");
        using var written = new GZipStream(File.Create(Path.Combine(folder, "architectures.json.gz")), CompressionMode.Compress);
        written.Write(Encoding.UTF8.GetBytes(new JsonObject { ["applications"] = list }.ToJsonString()));

        void Fault(int operation, string key, JsonNode value)
        {
            var faulty = network.DeepClone();
            faulty["operations"]!.AsArray()[operation]![key] = value;
            list.Add(faulty);
        }
    }
}
