using System.Globalization;
using System.Text;
using Shouldly;

namespace Cornea.Tests.Formats;

public sealed class CsvFileTests
{
    [Fact]
    public void Columns_get_the_type_that_all_their_fields_have()
    {
        CsvTable table = Read("id,size,kind,empty\n1,2.5,small,\n2, -1e3 ,\"large, very\",\r\n-3,,small,\n");

        table.Rows.ShouldBe(3);
        table["id"].Numbers!.ToArray<long>().ShouldBe([1, 2, -3]);
        table["size"].Numbers!.ToArray<double>().ShouldBe([2.5, -1000, double.NaN]);
        table["kind"].Text.ShouldBe(["small", "large, very", "small"]);
        table["empty"].Numbers!.ToArray<double>().ShouldBe([double.NaN, double.NaN, double.NaN]);
        table["kind"].ToClasses().Names.ShouldBe(["large, very", "small"]);
        table["kind"].ToClasses().Labels.ToArray<int>().ShouldBe([1, 0, 1]);
    }

    [Fact]
    public void Lines_may_end_in_the_ways_of_several_systems()
    {
        CsvTable table = Read("a\n1\r2\r\n3\n4\r5.5");

        table["a"].Numbers!.ToArray<double>().ShouldBe([1, 2, 3, 4, 5.5]);
    }

    [Fact]
    public void A_table_of_several_megabytes_is_read_in_parts_as_in_one()
    {
        // Quotes keep a table in one part; without them it is cut into as many as there are processors.
        var random = new Random(8);
        var lines = new StringBuilder("whole,number,late,word\n");
        const int rows = 150_000;
        for (int row = 0; row < rows; row++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{random.Next(-99999, 99999)},{random.Next(-9999999, 9999999) / 1000m}");
            lines.Append(row == rows - 2 ? ",0.5" : ",7").Append(row == rows - 1 ? ",word" : ",3").Append(row % 9 == 0 ? "\r\n\n" : "\n");
        }
        string plain = lines.ToString();
        CsvTable parts = Read(plain);
        CsvTable one = Read(plain.Replace(",word\n", ",\"word\"\n", StringComparison.Ordinal));

        parts.Rows.ShouldBe(rows);
        one["whole"].Numbers!.DType.ShouldBe(DType.Int64);
        one["late"].Numbers!.DType.ShouldBe(DType.Float64);
        for (int column = 0; column < 3; column++)
        {
            parts.Columns[column].Numbers!.DType.ShouldBe(one.Columns[column].Numbers!.DType);
            parts.Columns[column].Numbers!.ToArray<double>().ShouldBe(one.Columns[column].Numbers!.ToArray<double>());
        }
        parts["word"].Text.ShouldBe(one["word"].Text);
        parts["word"].Text![rows - 1].ShouldBe("word");
        string wrong = plain.Replace("0.5,3", "0.5", StringComparison.Ordinal);
        Should.Throw<MalformedFileException>(() => Read(wrong)).Message.ShouldContain(
            $"line {wrong.AsSpan(0, wrong.IndexOf("0.5\n", StringComparison.Ordinal)).Count('\n') + 1}, ");
    }

    [Fact]
    public void Numbers_of_all_lengths_are_read_to_the_last_bit()
    {
        var random = new Random(4);
        string[] fields = [.. Enumerable.Range(0, 20_000).Select(index => (index % 6) switch
        {
            0 => $"{random.NextInt64(-(1L << random.Next(1, 53)), 1L << random.Next(1, 53))}",
            1 => $"-.{random.Next(100_000):00000}",
            2 => $"{random.NextInt64(1L << random.Next(1, 62))}.{random.NextInt64(1L << random.Next(1, 40))}",
            3 => $"{random.Next(-99, 99)}.",
            4 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
            _ => $"{random.Next(100)}e{random.Next(-30, 30)}",
        })];
        Read("x\n" + string.Join("\n", fields)).Columns[0].Numbers!.ToArray<double>().ShouldBe(
            fields.Select(field => double.Parse(field, CultureInfo.InvariantCulture)), ignoreOrder: false);
    }

    [Fact]
    public void Quotes_hold_quotes_separators_and_line_ends()
    {
        CsvTable table = Read("a;b\r\n\"say \"\"hi\"\"\";\"two\nlines; one field\"\n;\"\"\n", separator: ';');
        table["a"].Text.ShouldBe(["say \"hi\"", ""]);
        table["b"].Text.ShouldBe(["two\nlines; one field", ""]);
    }

    [Fact]
    public void Headers_byte_order_marks_and_gzip_are_handled()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("größe\n1")];
        CsvFile.Read(new MemoryStream(Samples.Gzip(bytes)))["größe"].Numbers!.ToArray<long>().ShouldBe([1]);
        Read("1,2\n3,4", header: false).Columns.Select(column => column.Name).ShouldBe(["column 1", "column 2"]);
        Read("a,b\n").Rows.ShouldBe(0);
        Read("1\n\n\n2\n", header: false).Rows.ShouldBe(2);
    }

    [Fact]
    public void Rows_become_tensors_and_samples()
    {
        CsvTable table = Read("w,name,h,kind\n1,x,2,b\n3,y,4.5,a\n");
        table.ToTensor().ToArray().ShouldBe([1, 2, 3, 4.5f]);
        table.ToTensor("h", "w").ToArray().ShouldBe([2, 1, 4.5f, 3]);
        Sample last = table.ToDataset("kind").Last();
        last.X[0].ToArray().ShouldBe([3, 4.5f]);
        last.Y[0].Item<int>().ShouldBe(0);
        table.ToDataset("h", "w").Last().X[0].ToArray().ShouldBe([3f]);
        Should.Throw<InvalidOperationException>(() => table.ToTensor("name")).Message.ShouldContain("holds text such as 'x'");
        Should.Throw<KeyNotFoundException>(() => table["none"]).Message.ShouldContain("It has: w, name, h, kind");
    }

    [Fact]
    public void Words_for_missing_and_infinite_numbers_are_numbers()
    {
        CsvTable table = Read("a,b,c\n1,?,inf\nNA,2.5,-Inf\n,N/A,3\n");
        table["a"].Numbers!.ToArray<double>().ShouldBe([1, double.NaN, double.NaN]);
        table["b"].Numbers!.ToArray<double>().ShouldBe([double.NaN, 2.5, double.NaN]);
        table["c"].Numbers!.ToArray<double>().ShouldBe([double.PositiveInfinity, double.NegativeInfinity, 3]);
        table.ToTensor().Shape.ShouldBe([3, 3]);
        CsvTable own = CsvFile.Read(new MemoryStream("a\n1\nfehlt\n"u8.ToArray()), missing: ["fehlt"]);
        own["a"].Numbers!.ToArray<double>().ShouldBe([1, double.NaN]);
    }

    [Fact]
    public void Columns_of_numbers_with_a_word_do_not_vanish()
    {
        CsvTable table = Read("a,b\n1,1\ntwo,2\n3,3\n4,4\n");
        table["a"].Text.ShouldBe(["1", "two", "3", "4"]);
        Should.Throw<InvalidOperationException>(() => table.ToTensor()).Message.ShouldContain(
            "Column 'a' of 'stream' holds numbers, but 'two' in row 1.");
        Should.Throw<InvalidOperationException>(() => table.ToDataset("b")).Message.ShouldContain("holds numbers, but 'two'");
        table.ToTensor("b").Shape.ShouldBe([4, 1]);
        table.ToDataset("b", "b").Count().ShouldBe(4);
    }

    [Fact]
    public void Whole_numbers_stay_exact_or_are_refused()
    {
        Read("a\n9007199254740993\n1\n")["a"].Numbers!.ToArray<long>().ShouldBe([9007199254740993, 1]);
        Should.Throw<MalformedFileException>(() => Read("a\n9007199254740993\n0.5\n")).Message.ShouldContain("'9007199254740993'");
        Should.Throw<MalformedFileException>(() => Read("a\n9007199254740993\n?\n")).Message.ShouldContain("line 2, column 1");
        Should.Throw<MalformedFileException>(() => Read("a\n98765432109876543210\n")).Message.ShouldContain("up to 2^53");
        // 2^54 is a double, so nothing is lost.
        Read("a\n18014398509481984\n0.5\n")["a"].Numbers!.ToArray<double>().ShouldBe([18014398509481984, 0.5]);
    }

    [Fact]
    public void A_column_of_nothing_but_missing_values_stays()
    {
        CsvTable table = Read("a,b,c\n1,,NA\n2,,?\n");
        table["b"].Numbers!.ToArray<double>().ShouldBe([double.NaN, double.NaN]);
        table["c"].Numbers!.ToArray<double>().ShouldBe([double.NaN, double.NaN]);
        table.ToTensor().ToArray().ShouldBe([1, float.NaN, float.NaN, 2, float.NaN, float.NaN]);
    }

    [Fact]
    public void Whole_numbers_are_exact_in_the_tensor_or_refused()
    {
        // 2^24 + 1 is no float32, 2^25 is one.
        CsvTable table = Read("id,x\n16777216,0.1\n16777217,5\n33554432,\n");
        Should.Throw<InvalidOperationException>(() => table.ToTensor()).Message.ShouldContain(
            "Column 'id' of 'stream' has the whole number 16777217 in row 1");
        table.ToTensor(DType.Float64).ToArray<double>().ShouldBe([16777216, 0.1, 16777217, 5, 33554432, double.NaN]);
        table.ToTensor("x").ToArray().ShouldBe([0.1f, 5, float.NaN]);
        Should.Throw<InvalidOperationException>(() => table.ToDataset("id", "x")).Message.ShouldContain("16777217");
        Should.Throw<ArgumentException>(() => table.ToTensor(DType.Int32)).Message.ShouldContain("Float32 or Float64");
        // A gap makes doubles of whole numbers; they are no less whole. Numbers with a point are rounded as always.
        Should.Throw<InvalidOperationException>(() => Read("id\n16777217\nNA\n").ToTensor()).Message.ShouldContain("16777217");
        Read("x\n16777217.0\n0.5\n").ToTensor().ToArray().ShouldBe([16777216, 0.5f]);
        Should.Throw<InvalidOperationException>(() => Read("id\n9007199254740993\n").ToTensor(DType.Float64)).Message
            .ShouldContain("9007199254740993");
    }

    [Fact]
    public void Numbers_are_those_of_the_framework_to_the_last_bit()
    {
        var random = new Random(4);
        string[] fields = [.. Enumerable.Range(0, 5000).Select(i => (i % 5) switch
        {
            0 => random.NextDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            1 => (random.Next(-1000, 1000) / 8.0).ToString(System.Globalization.CultureInfo.InvariantCulture),
            2 => $"{random.NextInt64()}.{random.Next(1000)}",
            3 => $"-.{random.Next(100_000):00000}",
            _ => $"{random.Next(100)}e{random.Next(-30, 30)}",
        })];
        Read("x\n" + string.Join('\n', fields)).Columns[0].Numbers!.ToArray<double>().ShouldBe(
            [.. fields.Select(field => double.Parse(field, System.Globalization.CultureInfo.InvariantCulture))]);
        Read("x\n5.\n-0.0\n+7\n 8 ").Columns[0].Numbers!.ToArray<double>().ShouldBe([5, -0.0, 7, 8]);
    }

    [Fact]
    public void The_limit_of_columns_can_be_raised()
    {
        byte[] file = Encoding.UTF8.GetBytes(new string(',', 1 << 16) + "\n" + new string(',', 1 << 16));
        Should.Throw<MalformedFileException>(() => CsvFile.Read(new MemoryStream(file))).Message.ShouldContain("ReadLimits.Columns");
        CsvFile.Read(new MemoryStream(file), limits: new ReadLimits { Columns = 1 << 17 }).Columns.Count.ShouldBe((1 << 16) + 1);
    }

    [Fact]
    public void The_limit_of_bytes_can_be_raised_and_empty_lines_take_no_memory()
    {
        byte[] file = [.. "a\n1\n"u8, .. new byte[1 << 20].Select(static _ => (byte)'\n')];
        Should.Throw<MalformedFileException>(() => CsvFile.Read(new MemoryStream(file), limits: new ReadLimits { FileBytes = 1000 }))
            .Message.ShouldContain("ReadLimits.FileBytes");
        long before = GC.GetAllocatedBytesForCurrentThread();
        CsvFile.Read(new MemoryStream(file)).Rows.ShouldBe(1);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2 * file.Length);
    }

    [Fact]
    public void UTF16_is_named() =>
        Should.Throw<MalformedFileException>(() => CsvFile.Read(new MemoryStream([0xFF, 0xFE, 97, 0, 10, 0]))).Message.ShouldContain(
        "UTF-16");

    [Fact]
    public void Types_may_be_demanded()
    {
        var types = new Dictionary<string, CsvColumnType> { ["a"] = CsvColumnType.Text, ["b"] = CsvColumnType.Float64 };
        CsvTable table = CsvFile.Read(new MemoryStream("a,b\n01,1\n"u8.ToArray()), types: types);
        table["a"].Text.ShouldBe(["01"]);
        table["b"].Numbers!.DType.ShouldBe(DType.Float64);
        types["b"] = CsvColumnType.Int64;
        var fault = Should.Throw<MalformedFileException>(
            () => CsvFile.Read(new MemoryStream("a,b\n\"x\n\",1\n2,three\n"u8.ToArray()), types: types, name: "t.csv"));
        fault.Message.ShouldBe(
            "Cannot read 't.csv': line 4, column 2: a whole number was expected, but 'three' came (field 'b', byte 13). Mend the field, "
                + "or read the column as text.");
        Should.Throw<ArgumentException>(() => CsvFile.Read(new MemoryStream("c\n1"u8.ToArray()), types: types)).Message.ShouldContain(
            "has no column 'a'");
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "line 3, column 1: the row has 1 fields, and the first has 2")]
    [InlineData("a\n\"open\nline", "line 2, column 1: a quoted field does not end")]
    [InlineData("a\n\"x\"y\n", "line 2, column 1: text follows a quoted field")]
    [InlineData("a,a\n", "line 1, column 2: two columns are named 'a'")]
    [InlineData("\n\n", "there are no rows")]
    public void Faults_are_named_by_line_and_column(string text, string message) =>
        Should.Throw<MalformedFileException>(() => Read(text)).Message.ShouldContain(message);

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Should.Throw<MalformedFileException>(() => CsvFile.Read(new MemoryStream([(byte)'a', (byte)'\n', 0xFF]))).Message.ShouldContain(
        "is not UTF-8");

    private static CsvTable Read(string text, bool header = true, char separator = ',') =>
        CsvFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), header, separator);

    [Theory]
    [InlineData("a\n1\0\n2\n")]
    [InlineData("a\n1.5\0\n2\n")]
    [InlineData("a\n1e3\0\0\n2\n")]
    public void Zero_bytes_behind_a_number_are_not_passed_over(string text)
    {
        var table = Read(text);
        table["a"].Numbers.ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => table.ToTensor());
    }

    [Fact]
    public void A_table_prints_what_it_holds() => Read("rooms,size,kind\n3,80.5,flat\n4,,house\n").ToString()
        .ShouldBe("stream: 2 rows of rooms (Int64), size (Float64), kind (text)");

    [Fact]
    public void Causes_are_named()
    {
        foreach (var encoding in (System.Text.Encoding[])[System.Text.Encoding.Unicode, System.Text.Encoding.BigEndianUnicode])
        {
            Should.Throw<MalformedFileException>(() => CsvFile.Read(new MemoryStream(encoding.GetBytes("a,b\n1,2\n"))))
                .Message.ShouldContain("the table is UTF-16");
        }
        Should.Throw<MalformedFileException>(() => Read("a\n18446744073709551615\n1\n")).Message
            .ShouldContain("a whole number of 64 bits");
        Should.Throw<InvalidOperationException>(() => Read("a\tb\n1\t2\n").ToTensor()).Message.ShouldContain(@"separator: '\t'");
        Should.Throw<InvalidOperationException>(() => Read("a;b\n1;2\n").ToTensor()).Message.ShouldContain("separator: ';'");
        Should.Throw<InvalidOperationException>(() => Read("a\nx\n").ToTensor()).Message.ShouldContain("ToClasses");
    }
}
