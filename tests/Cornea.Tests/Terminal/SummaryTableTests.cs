using System.Text.Json;
using Shouldly;

namespace Cornea.Tests.Terminal;

public sealed class SummaryTableTests
{
    public static TheoryData<string> Models() =>
        [.. Directory.GetFiles(Path.Combine(KerasFixtures.Folder, "models"), "*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    // Names, shapes, counts and sizes come from the fixture's numbers. Connections stand only in the fixture's texts, so those of one
    // width are read from the text of the other width; so do the layers of nested models, which are read from the text itself.
    [Theory]
    [MemberData(nameof(Models))]
    public void The_three_summaries_of_a_model_are_written_to_the_letter(string model)
    {
        using var fixture = KerasFixtures.Load($"models/{model}.json");
        var root = fixture.RootElement;
        string summary = Text("summary"), trained = Text("summary_trained"), expanded = Text("summary_expanded");
        var connected = summary.Contains("Connected to", StringComparison.Ordinal);
        var layers = root.GetProperty("layers").EnumerateArray().Select(layer => Row(layer, root)).ToArray();
        var table = new SummaryTable(root.GetProperty("model_name").GetString()!, layers, Total(root, true),
            Total(root, false))
        { ShowConnections = connected };
        var optimizer = trained.Contains("Optimizer params", StringComparison.Ordinal) ? OptimizerTotal(root) : (ParameterTotal?)null;

        var wide = table with { Rows = Connect(layers, expanded, connected) };
        wide.ToText(TextTerminal.Plain).ShouldBe(summary);
        (wide with { Optimizer = optimizer }).ToText(TextTerminal.Plain).ShouldBe(trained);
        var all = Expand(Connect(layers, summary, connected), expanded);
        (table with { Rows = all, Optimizer = optimizer, ShowTrainable = true }).ToText(TextTerminal.Plain).ShouldBe(expanded);

        string Text(string name) => root.GetProperty(name).GetString()!;
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    public void No_digit_of_a_count_is_cut(int width)
    {
        var table = new SummaryTable("m", [new("dense", "Dense", "(None, 512)", 25_690_112, null, true, 0)], default, default);

        table.ToText(new TextTerminal { Width = width }).ShouldContain(" 25,690,112 ");
    }

    public static TheoryData<string> Cases() =>
    [
        "lecture_mlp", "lecture_mlp_narrow", "lecture_mlp_wide", "lecture_mlp_with_optimizer", "lecture_cnn", "lecture_cnn_show_trainable",
        "functional", "functional_wide", "functional_positions", "unbuilt", "empty", "vgg_block", "rnn", "nested", "layer_range",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_summary_of_the_fixtures_is_written_to_the_letter(string name)
    {
        using var fixture = KerasFixtures.Load("utils.json");
        var cases = fixture.RootElement.GetProperty("summaries").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!);
        cases.Keys.Order().ShouldBe(Cases().Select(row => row.Data).Order());
        var arguments = cases[name].GetProperty("kwargs");
        var table = Table(name) with
        {
            LineLength = arguments.TryGetProperty("line_length", out var length) ? length.GetInt32() : null,
            Positions = arguments.TryGetProperty("positions", out var positions)
                ? [.. positions.EnumerateArray().Select(one => one.GetDouble())] : null,
            ShowTrainable = arguments.TryGetProperty("show_trainable", out var show) && show.GetBoolean(),
        };
        table.ToText(TextTerminal.Plain).ShouldBe(cases[name].GetProperty("text").GetString());
    }

    [Fact]
    public void Where_there_is_no_Unicode_the_frame_is_ASCII_and_long_names_are_cut()
    {
        var table = new SummaryTable("m", [new SummaryRow("a_name_of_some_length", "Dense", "(None, 2)", 6)], new(6, 24),
            default)
        { LineLength = 40 };
        table.ToText(new TextTerminal { Unicode = false }).ShouldBe("""
            Model: "m"
            +-----------------+------------+-------+
            |                 | Output     | Param |
            | Layer (type)    | Shape      |     # |
            +=================+============+=======+
            | a_name_of_some. | (None, 2)  |     6 |
            | (Dense)         |            |       |
            +-----------------+------------+-------+
             Total params: 6 (24.00 B)
             Trainable params: 6 (24.00 B)
             Non-trainable params: 0 (0.00 B)

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_hostile_layer_name_breaks_neither_the_frame_nor_the_terminal()
    {
        var table = new SummaryTable("m\e]0;x\a", [new SummaryRow("a\nb\e[31m漢字", "Dense", "?", null)], default, default);
        var text = table.ToText(TextTerminal.Plain);
        text.ShouldNotContain('\e');
        text.ShouldNotContain('\a');
        text.Split('\n')[4].ShouldBe("│ a\uFFFDb\uFFFD[31m漢字 (Dense)            │ ?                      │   0 (unbuilt) │");
    }

    [Fact]
    public void A_line_that_is_too_short_is_refused() =>
        Should.Throw<ArgumentException>(() => new SummaryTable("m", [], default, default) { LineLength = 10 }.ToText(TextTerminal.Plain))
            .Message.ShouldContain("too short");

    [Theory]
    [InlineData(0, "0.00 B")]
    [InlineData(1023, "1023.00 B")]
    [InlineData(1024, "1.00 KB")]
    [InlineData(139304, "136.04 KB")]
    [InlineData(5e9, "4.66 GB")]
    public void Sizes_are_in_units_of_1024(double bytes, string text) => ByteSize.Format(bytes).ShouldBe(text);

    private static SummaryRow Row(JsonElement layer, JsonElement root)
    {
        var parameters = layer.GetProperty("params").GetInt64();
        return new SummaryRow(layer.GetProperty("name").GetString()!, layer.GetProperty("class_name").GetString()!,
            Shape(layer.GetProperty("output_shape")), parameters, null, parameters > 0 ? layer.GetProperty("trainable").GetBoolean()
                : null);
    }

    private static string Shape(JsonElement shape)
    {
        if (shape[0].ValueKind == JsonValueKind.Array) return "(" + string.Join(", ", shape.EnumerateArray().Select(Shape)) + ")";
        return "(" + string.Join(", ", shape.EnumerateArray()
            .Select(size => size.ValueKind == JsonValueKind.Null ? "None" : size.ToString())) + ")";
    }

    private static ParameterTotal Total(JsonElement root, bool trainable) =>
        Sum(root.GetProperty("weights").EnumerateArray().Where(weight => weight.GetProperty("trainable").GetBoolean() == trainable));

    private static ParameterTotal OptimizerTotal(JsonElement root) => Sum(root.GetProperty("optimizer_variables").EnumerateArray());

    private static ParameterTotal Sum(IEnumerable<JsonElement> variables)
    {
        var total = new ParameterTotal();
        foreach (var value in variables.Select(variable => variable.GetProperty("value")))
        {
            var count = value.GetProperty("shape").EnumerateArray().Aggregate(1L, (product, size) => product * size.GetInt64());
            var bytes = value.GetProperty("dtype").GetString() switch
            {
                "float16" or "bfloat16" => 2,
                "int64" or "float64" => 8,
                "bool" or "int8" or "uint8" => 1,
                _ => 4,
            };
            total += new ParameterTotal(count, count * bytes);
        }

        return total;
    }

    private static SummaryRow[] Connect(SummaryRow[] rows, string text, bool connected)
    {
        if (!connected) return rows;
        var read = Read(text).Where(fields => !fields[0].StartsWith('└')).ToArray();
        return [.. rows.Select((row, i) => row with { ConnectedTo = read[i][3] })];
    }

    private static SummaryRow[] Expand(SummaryRow[] rows, string text)
    {
        var next = 0;
        return [.. Read(text).Select(fields => fields[0].StartsWith('└') ? Nested(fields) : rows[next++])];
    }

    private static SummaryRow Nested(string[] fields)
    {
        var name = fields[0][2..fields[0].IndexOf(" (", StringComparison.Ordinal)];
        var type = fields[0][(fields[0].LastIndexOf('(') + 1)..^1];
        return new SummaryRow(name, type, fields[1], long.Parse(fields[2].Replace(",", "", StringComparison.Ordinal)),
            Trainable: fields[^1] == "-" ? null : fields[^1] == "Y", Depth: 1);
    }

    // The texts of the cells of each row; a cell of several lines is joined with blanks.
    private static List<string[]> Read(string text)
    {
        var rows = new List<string[]>();
        var fresh = true;
        foreach (var line in text.Split('\n'))
        {
            if (!line.StartsWith('│'))
            {
                fresh = true;
                continue;
            }

            var cells = line.Split('│')[1..^1].Select(cell => cell.Trim()).ToArray();
            if (fresh) rows.Add(cells);
            else rows[^1] = [.. rows[^1].Zip(cells, (above, below) => $"{above} {below}".Trim())];
            fresh = false;
        }

        return rows;
    }

    private static SummaryTable Table(string name)
    {
        SummaryRow[] mlp =
        [
            Dense("dense", 512, 401920), Dense("dense_1", 256, 131328), Dense("dense_2", 128, 32896), Dense("dense_3", 32, 4128),
            Dense("dense_4", 10, 330),
        ];
        SummaryRow[] cnn =
        [
            new("conv2d", "Conv2D", "(None, 26, 26, 32)", 320, Trainable: false),
            new("max_pooling2d", "MaxPooling2D", "(None, 13, 13, 32)", 0),
            new("conv2d_1", "Conv2D", "(None, 11, 11, 64)", 18496, Trainable: true),
            new("max_pooling2d_1", "MaxPooling2D", "(None, 5, 5, 64)", 0),
            new("flatten", "Flatten", "(None, 1600)", 0), new("dropout", "Dropout", "(None, 1600)", 0), Dense("dense", 10, 16010),
        ];
        SummaryRow[] functional =
        [
            new("image", "InputLayer", "(None, 32, 32, 3)", 0), new("conv_one", "Conv2D", "(None, 32, 32, 16)", 448, "image[0][0]"),
            new("a_very_long_layer_name_that_wraps", "BatchNormalization", "(None, 32, 32, 16)", 64, "conv_one[0][0]"),
            new("add", "Add", "(None, 32, 32, 16)", 0, "conv_one[0][0], a_very_long_layer_name_that_wraps[0][0]"),
            new("gap", "GlobalAveragePooling2D", "(None, 16)", 0, "add[0][0]"), new("table", "InputLayer", "(None, 7)", 0),
            new("cat", "Concatenate", "(None, 23)", 0, "gap[0][0], table[0][0]"), new("o1", "Dense", "(None, 5)", 120, "cat[0][0]"),
            new("o2", "Dense", "(None, 1)", 24, "cat[0][0]"),
        ];
        return name switch
        {
            "lecture_mlp" or "lecture_mlp_narrow" or "lecture_mlp_wide" => Sequential(mlp, 570602),
            "lecture_mlp_with_optimizer" => Sequential(mlp, 570602) with { Optimizer = Floats(1141206) },
            "layer_range" => Sequential(mlp[1..4], 570602),
            "lecture_cnn" => Sequential(cnn, 34826),
            "lecture_cnn_show_trainable" => Sequential(cnn, 34506, 320),
            "functional" or "functional_wide" or "functional_positions" =>
                new SummaryTable("two_heads", functional, Floats(624), Floats(32)) { ShowConnections = true },
            "unbuilt" => Sequential([new("dense", "Dense", "?", null), new("dense_1", "Dense", "?", null)], 0),
            "empty" => Sequential([], 0),
            "vgg_block" => Sequential(
                [
                    new("conv2d", "Conv2D", "(None, 224, 224, 64)", 1792),
                    new("batch_normalization", "BatchNormalization", "(None, 224, 224, 64)", 256),
                    new("separable_conv2d", "SeparableConv2D", "(None, 222, 222, 128)", 8896),
                    new("global_average_pooling2d", "GlobalAveragePooling2D", "(None, 128)", 0), Dense("dense", 4096, 528384),
                    Dense("dense_1", 1000, 4097000),
                ], 4636200, 128),
            "rnn" => Sequential(
                [new("bidirectional", "Bidirectional", "(None, None, 64)", 10496), new("gru", "GRU", "(None, 16)", 3936),
                Dense("dense", 1, 17)], 14449),
            "nested" => Sequential(
                [
                    new("inner", "Sequential", "(None, 3)", 51), Dense("dense", 4, 36) with { Depth = 1 },
                    Dense("dense_1", 3, 15) with { Depth = 1 },
                    Dense("dense_2", 1, 4),
                ], 55),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };

        static SummaryRow Dense(string name, int units, long parameters) =>
            new(name, "Dense", $"(None, {units})", parameters, Trainable: true);
        static SummaryTable Sequential(SummaryRow[] rows, long trainable, long fixedOnes = 0) =>
            new("sequential", rows, Floats(trainable), Floats(fixedOnes));
        static ParameterTotal Floats(long count) => new(count, 4.0 * count);
    }
}
