using System.IO.Compression;
using Cornea.Tests.House;
using Shouldly;

namespace Cornea.Tests.Saving;

/// <summary>Soft links in files of weights, which h5py wrote: only those that stand in the place of a weight are refused.</summary>
public sealed class LinkedWeightsTests
{
    private static string PathOf(string name) => Path.Combine(Repository.Root, "tests", "fixtures", "links", name);

    [Fact]
    public void A_link_beside_the_weights_stops_nothing()
    {
        var model = new Sequential { new Dense(1, inputDim: 2) };
        model.LoadWeights(PathOf("soft_link_beside.weights.h5")).Taken.Count.ShouldBe(2);
        model.GetWeights()[0].ToArray().ShouldBe([1, 2]);
        model.GetWeights()[1].ToArray().ShouldBe([3]);
    }

    [Fact]
    public void A_link_in_the_place_of_a_weight_is_refused_by_name()
    {
        var model = new Sequential { new Dense(1, inputDim: 2) };
        Should.Throw<MalformedFileException>(() => model.LoadWeights(PathOf("soft_link_needed.weights.h5")))
            .Message.ShouldContain("'1' is a soft link");
    }

    [Theory]
    [InlineData("soft_link_beside.weights.h5", null)]
    [InlineData("soft_link_needed.weights.h5", "'1' is a soft link")]
    public void A_link_inside_a_keras_file_is_no_other(string weights, string? refused)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.keras");
        try
        {
            new Sequential { new Dense(1, inputDim: 2) }.Save(path);
            using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
            {
                archive.GetEntry("model.weights.h5")!.Delete();
                archive.CreateEntryFromFile(PathOf(weights), "model.weights.h5");
            }
            if (refused is null)
                Model.Load(path).GetWeights()[0].ToArray().ShouldBe([1, 2]);
            else
                Should.Throw<MalformedFileException>(() => Model.Load(path)).Message.ShouldContain(refused);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
