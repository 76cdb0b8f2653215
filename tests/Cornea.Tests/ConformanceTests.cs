using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests;

public sealed class ConformanceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Files => [.. ConformanceRun.Replays.Select(replay => replay.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_supported_case_of_Keras_gives_the_same_numbers(string file)
    {
        var run = ConformanceRun.Replay(KerasFixtures.Folder, file);
        using var report = new StringWriter();
        run.Write(report);
        output.WriteLine(report.ToString());
        run.Files.ShouldHaveSingleItem();
        run.Failed.ShouldBe(0, report.ToString());
    }

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
}
