using System.Globalization;
using System.Text;
using Shouldly;

namespace Cornea.Tests.Formats;

/// <summary>Tables in blocks of a few lines; those that only a whole reading understands are left to it.</summary>
public sealed class CsvBlocksTests
{
    private const int BlockLength = 64;

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Blocks_give_what_the_whole_table_gives(string end)
    {
        var random = new Random(3);
        var text = new StringBuilder("whole,late fraction,number,gap").Append(end);
        const int rows = 400;
        for (int row = 0; row < rows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{random.Next(-9999, 9999)},{random.Next(99)}{(row == 390 ? ".5" : "")},");
            text.Append(CultureInfo.InvariantCulture, $"{random.Next(-9999, 9999) / 100m},{(row == 200 ? "NA" : "7")}").Append(end);
        }

        CsvTable table = Blocks(text.ToString()).ShouldNotBeNull();
        CsvTable whole = CsvFile.Read(Stream(text.ToString()));

        table.Rows.ShouldBe(rows);
        table["whole"].Numbers!.ToArray<long>().ShouldBe(whole["whole"].Numbers!.ToArray<long>());
        foreach (string name in (string[])["late fraction", "number", "gap"])
        {
            table[name].Numbers!.ToArray<double>().ShouldBe(whole[name].Numbers!.ToArray<double>());
            table[name].IsWhole.ShouldBe(whole[name].IsWhole);
        }
        table["late fraction"].Numbers!.ToArray<double>()[390].ShouldBe(whole["late fraction"].Numbers!.ToArray<double>()[390]);
        table["gap"].IsWhole.ShouldBeTrue();
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,4")]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b\n1,2\n3,4\n\n\n")]
    [InlineData("\uFEFFa,b\n1,2\n3,4\n")]
    public void The_last_line_may_end_or_not(string text)
    {
        CsvTable table = Blocks(text).ShouldNotBeNull();

        table.Columns.Select(column => column.Name).ShouldBe(["a", "b"]);
        table["a"].Numbers!.ToArray<long>().ShouldBe([1, 3]);
        table["b"].Numbers!.ToArray<long>().ShouldBe([2, 4]);
    }

    [Fact]
    public void A_table_may_end_where_a_block_does()
    {
        string text = "a\n" + Repeated("1234567\n", 15) + "12345\n" + Repeated("7654321\n", 8);
        text.Length.ShouldBe(3 * BlockLength);

        Blocks(text[..(2 * BlockLength)])!.Rows.ShouldBe(16);
        Blocks(text)!["a"].Numbers!.ToArray<long>().ShouldBe(
            [.. Enumerable.Repeat(1234567L, 15), 12345, .. Enumerable.Repeat(7654321L, 8)]);
    }

    [Fact]
    public void Without_a_header_the_first_line_is_a_row() =>
        CsvBlocks.TryRead(Stream("1,2\n3,4\n"), Layout(hasHeader: false), BlockLength)!["column 2"].Numbers!.ToArray<long>()
            .ShouldBe([2, 4]);

    [Theory]
    [InlineData("a,b\n1,2\n3,\"4\"\n")] // a quote may hide the end of a line
    [InlineData("a,b\n1,2\n3,four\n")] // text
    [InlineData("a,b\n1,2\n\n3,4\n1111111,2222222\n3333333,4444444\n5555555,6666666\n7777777,8888888\n")] // an empty line amid rows
    [InlineData("a,b\n1,2\n3\n")] // a row too short
    [InlineData("a,a\n1,2\n")] // two columns of a name
    [InlineData("a\r1\r2\r")] // lines of another system
    [InlineData("a,b\n")] // no rows
    [InlineData("")]
    [InlineData("a\n9007199254740993\n.5\n")] // not exact as a floating-point number
    [InlineData("a\n1234567890123456789012345678901234567890123456789012345678901234567890\n1\n")] // a line longer than a block
    public void What_is_more_than_numbers_in_plain_lines_is_left_to_the_whole_reading(string text) => Blocks(text).ShouldBeNull();

    [Fact]
    public void A_number_of_a_later_block_decides_whether_whole_ones_are_exact()
    {
        string whole = "a\n9007199254740993\n" + Repeated("1\n", 200);

        Blocks(whole)!["a"].Numbers!.ToArray<long>()[0].ShouldBe(9007199254740993);
        Blocks(whole + "2.5\n").ShouldBeNull();
    }

    [Fact]
    public void A_type_that_is_asked_for_holds()
    {
        var types = new Dictionary<string, CsvColumnType> { ["a"] = CsvColumnType.Float64 };

        CsvBlocks.TryRead(Stream("a\n1\n2\n"), Layout(types: types), BlockLength)!["a"].Numbers!.ToArray<double>().ShouldBe([1, 2]);
        types["b"] = CsvColumnType.Int64;
        CsvBlocks.TryRead(Stream("a\n1\n2\n"), Layout(types: types), BlockLength).ShouldBeNull();
    }

    private static CsvTable? Blocks(string text) => CsvBlocks.TryRead(Stream(text), Layout(), BlockLength);

    private static CsvLayout Layout(bool hasHeader = true, IReadOnlyDictionary<string, CsvColumnType>? types = null) =>
        new("table", hasHeader, (byte)',', types, [.. CsvFile.MissingWords.Append("").Select(Encoding.UTF8.GetBytes)], ReadLimits.Default);

    private static string Repeated(string line, int count) => string.Concat(Enumerable.Repeat(line, count));

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
}
