using System.Text;
using System.Text.Json;
using Shouldly;

namespace Cornea.Cli.Tests;

public sealed class DataTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_table_of_classes_is_learned_and_predicted_by_its_columns()
    {
        File.WriteAllText(_tool["flowers.csv"], Table(classes: true));
        _tool.Run("train", "--data", "flowers.csv", "--target", "kind", "--epochs", "60", "--batch", "16", "--out", "run", "--quiet")
            .ShouldHaveEndedWith(0).Output.ShouldMatch(@"^Validation accuracy 100\.00 %");
        // The columns come in another order, and one more.
        File.WriteAllText(_tool["new.csv"], "extra,width,length\n7,1,9\n8,9,1\n");
        using var json = JsonDocument.Parse(_tool.Run("predict", "run", "--input", "new.csv", "--json").ShouldHaveEndedWith(0).Output);
        json.RootElement.GetProperty("predictions").EnumerateArray().Select(row => row.GetProperty("name").GetString())
            .ShouldBe(["long", "wide"]);
    }

    [Fact]
    public void A_number_is_predicted_in_its_own_unit()
    {
        File.WriteAllText(_tool["houses.csv"], Table(classes: false));
        _tool.Run("train", "--data", "houses.csv", "--target", "price", "--epochs", "120", "--batch", "16", "--lr", "0.003", "--out", "run",
            "--quiet").ShouldHaveEndedWith(0).Output.ShouldStartWith("Validation loss");
        File.WriteAllText(_tool["new.csv"], "length,width\n5,5\n");
        _tool.Run("predict", "run", "--input", "new.csv", "--output", "y.npy").ShouldHaveEndedWith(0).Output.ShouldContain("price: ");
        // The price is 100,000 length + 20,000 width, from 0 to 1,200,000.
        NpyFile.Read(_tool["y.npy"]).ToArray<double>().ShouldHaveSingleItem().ShouldBe(600_000, 100_000);
    }

    [Theory]
    [InlineData("train --data t.csv", 2, "--target is missing: which column of 't.csv' is to be predicted? It has 'a', 'b', 'c'.")]
    [InlineData("train --data t.csv --target cc", 2, "--target 'cc' is no column of 't.csv'. Did you mean 'c'?")]
    [InlineData("train --data t.csv --target c", 3, "column 'b' of 't.csv' has no number in row 2 (line 3")]
    public void What_is_wrong_with_a_table_is_said(string arguments, int exitCode, string expected)
    {
        File.WriteAllText(_tool["t.csv"], "a,b,c\n1,2,x\n2,,y\n3,4,x\n");
        _tool.Run(arguments.Split(' ')).ShouldHaveEndedWith(exitCode).Error.ShouldContain(expected);
        Directory.Exists(_tool["runs"]).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_of_pictures_is_learned_and_its_pictures_are_predicted_by_name()
    {
        for (var i = 0; i < 30; i++)
        {
            Picture($"shapes/bars/{i}.png", i, horizontal: false);
            Picture($"shapes/lines/{i}.png", i, horizontal: true);
        }
        _tool.Run("train", "--data", "shapes", "--size", "16x16", "--grey", "--model", "cnn", "--epochs", "8", "--batch", "8",
            "--out", "run", "--quiet").ShouldHaveEndedWith(0).Output.ShouldMatch(@"^Validation accuracy \d+\.\d\d %");
        Picture("new/one.png", 3, horizontal: true);
        using var json = JsonDocument.Parse(_tool.Run("predict", "run", "new", "--json").ShouldHaveEndedWith(0).Output);
        json.RootElement.GetProperty("predictions")[0].GetProperty("name").GetString().ShouldBe("lines");
        var details = _tool.Run("data", "info", "shapes").ShouldHaveEndedWith(0).Output;
        details.ShouldMatch(@"(?m)^ +0  bars +30$");
    }

    [Fact]
    public void Data_are_verified_picture_by_picture_and_number_by_number()
    {
        for (var i = 0; i < 3; i++)
        {
            Picture($"shapes/bars/{i}.png", i, horizontal: false);
            Picture($"shapes/lines/{i}.png", i, horizontal: true);
        }
        _tool.Run("data", "verify", "shapes").ShouldHaveEndedWith(0).Output.ShouldContain("6 of 6 pictures read, 2 classes");
        var bytes = File.ReadAllBytes(_tool["shapes/bars/1.png"]);
        File.WriteAllBytes(_tool["shapes/bars/1.png"], bytes[..(bytes.Length / 2)]);
        File.WriteAllText(_tool["shapes/lines/2.png"], "no picture");
        var damaged = _tool.Run("data", "verify", "shapes").ShouldHaveEndedWith(6).Output;
        damaged.ShouldContain("1.png: ");
        damaged.ShouldContain("2.png: ");
        damaged.ShouldContain("shapes has 2 problems: 4 of 6 pictures read");

        NpzFile.Write(_tool["numbers.npz"], new Dictionary<string, Tensor>
        {
            ["x_train"] = Tensor.From([1f, float.NaN, 3f, float.PositiveInfinity], [2, 2]),
            ["y_train"] = Tensor.From([0, 1], [2]),
        });
        using var json = JsonDocument.Parse(_tool.Run("data", "verify", "numbers.npz", "--json").ShouldHaveEndedWith(6).Output);
        json.RootElement.GetProperty("problems")[0].GetString().ShouldBe("2 values of the input are no finite numbers.");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    public void No_word_of_a_table_is_broken(int width)
    {
        _tool.Environment["COLUMNS"] = "400";
        var words = Words();
        _tool.Environment["COLUMNS"] = $"{width}";
        // The same words, however the lines are broken; heads are told again where each row stands by itself.
        Words().Except(words).ShouldBeEmpty();
        words.Except(Words()).ShouldBeEmpty();
        var lines = _tool.Run("data", "list").ShouldHaveEndedWith(0).Output.Split('\n');
        lines.ShouldAllBe(line => line.Length <= width);

        HashSet<string> Words() =>
            [.. _tool.Run("data", "list").Output.Split([' ', '\n', '\r', '─', '-'], StringSplitOptions.RemoveEmptyEntries)];
    }

    [Fact]
    public void Data_sets_are_listed_and_described()
    {
        var list = _tool.Run("data", "list").ShouldHaveEndedWith(0).Output;
        foreach (var name in (string[])["mnist", "fashion-mnist", "cifar100", "imdb", "california-housing"])
            list.ShouldMatch($"(?m)^{name} ");
        var digits = SmallDigits.Write(_tool["digits"], 20);
        using var json = JsonDocument.Parse(_tool.Run("data", "info", digits, "--json").ShouldHaveEndedWith(0).Output);
        json.RootElement.GetProperty("samples").GetInt32().ShouldBe(20);
        json.RootElement.GetProperty("sample").EnumerateArray().Select(length => length.GetInt32()).ShouldBe([28, 28, 1]);
        json.RootElement.GetProperty("classes").EnumerateArray().ShouldAllBe(entry => entry.GetProperty("samples").GetInt32() == 2);
    }

    [Fact]
    public void A_network_is_a_small_list_of_layers()
    {
        File.WriteAllText(_tool["net.json"],
            """
            ["Flatten", {"Dense": {"units": 12, "activation": "relu"}}, {"Dropout": 0.1},
             {"Dense": {"units": "classes", "activation": "softmax"}}]
            """);
        var digits = SmallDigits.Write(_tool["digits"], 20);
        _tool.Run("train", "--data", digits, "--model", "net.json", "--epochs", "1", "--out", "run").ShouldHaveEndedWith(0)
            .Output.ShouldContain("Total params: 9,550");
    }

    [Theory]
    [InlineData("""["Flaten"]""", "layer 1: there is no layer 'Flaten'; did you mean 'Flatten'?")]
    [InlineData("""["Flatten", {"Dense": {"units": "many"}}]""", "layer 2: Dense, key 'units'")]
    [InlineData("""["Flatten", {"Dense": 3}]""",
        "the data have 10 classes, so the network's output should be (None, 10), but it is (None, 3). Give its last layer 10 units.")]
    [InlineData("""[{"Dense": 10}]""", "Put a Flatten or a global pooling before the last Dense layer.")]
    [InlineData("""["Flatten", """, "line 1 is no JSON")]
    [InlineData("""{"a": 1}""", "a list of layers was expected")]
    public void What_is_wrong_with_a_list_of_layers_is_said(string content, string expected)
    {
        File.WriteAllText(_tool["net.json"], content);
        var result = _tool.Run("train", "--data", SmallDigits.Write(_tool["digits"], 20), "--model", "net.json");
        result.ExitCode.ShouldBeOneOf(2, 3);
        result.Error.ShouldContain(expected);
        Directory.Exists(_tool["runs"]).ShouldBeFalse();
    }

    private static string Table(bool classes)
    {
        var text = new StringBuilder(classes ? "length,width,kind\n" : "length,width,price\n");
        var random = new Random(1);
        for (var row = 0; row < 200; row++)
        {
            double length = random.Next(0, 1001) / 100.0, width = random.Next(0, 1001) / 100.0;
            if (classes && Math.Abs(length - width) < 2)
                continue;
            FormattableString line = classes ? (FormattableString)$"{length},{width},{(length > width ? "long" : "wide")}\n"
                : $"{length},{width},{100_000 * length + 20_000 * width}\n";
            text.Append(FormattableString.Invariant(line));
        }
        return text.ToString();
    }

    private void Picture(string name, int at, bool horizontal)
    {
        var pixels = new byte[20 * 20];
        for (var i = 0; i < 20; i++)
            pixels[horizontal ? (at % 18 + 1) * 20 + i : i * 20 + at % 18 + 1] = 255;
        Directory.CreateDirectory(Path.GetDirectoryName(_tool[name])!);
        PngFile.Write(_tool[name], pixels, 20, 20, 1);
    }
}
