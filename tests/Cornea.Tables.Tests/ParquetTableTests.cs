using Parquet;
using Parquet.Schema;
using Shouldly;

namespace Cornea.Tables.Tests;

public sealed class ParquetTableTests
{
    private static readonly DataField Id = new DataField<long>("id");
    private static readonly DataField Size = new DataField<double?>("size");
    private static readonly DataField Rooms = new DataField<int?>("rooms");
    private static readonly DataField IsNew = new DataField<bool>("new");
    private static readonly DataField Kind = new DataField<string>("kind");
    private static readonly DataField Day = new DataField<DateTime>("day");

    [Fact]
    public async Task Numbers_truths_and_texts_of_all_groups_are_columns()
    {
        CsvTable table = ParquetTable.Read(await Houses());
        table.Rows.ShouldBe(4);
        table.Columns.Select(static column => column.Name).ShouldBe(["id", "size", "rooms", "new", "kind", "day"]);
        // Beyond 2^53, where doubles would not hold it.
        table["id"].Numbers!.ToArray<long>().ShouldBe([9_007_199_254_740_993, 2, 3, 4]);
        table["size"].Numbers!.ToArray<double>().ShouldBe([1.5, double.NaN, 2.5, double.NaN]);
        table["rooms"].Numbers!.ToArray<double>().ShouldBe([3, double.NaN, 5, 7]);
        table["new"].Numbers!.ToArray<long>().ShouldBe([1, 0, 1, 1]);
        table["kind"].Text!.ShouldBe(["house", "flat", "", "flat"]);
        table["day"].Text![0].ShouldStartWith("2026-11-30T");
    }

    [Fact]
    public async Task Named_columns_come_in_their_order_and_train()
    {
        Stream file = await Houses();
        CsvTable table = ParquetTable.Read(file, ["new", "rooms"]);
        table.Columns.Select(static column => column.Name).ShouldBe(["new", "rooms"]);
        Sample[] samples = [.. ParquetTable.Read(file, ["kind", "new"]).ToDataset("kind")];
        // Classes are numbered in the order of their texts: "", flat, house.
        samples.Select(static sample => sample.Y[0].Item<int>()).ShouldBe([2, 1, 0, 1]);
        samples.Select(static sample => sample.X[0].Item()).ShouldBe([1f, 0, 1, 1]);
        Should.Throw<KeyNotFoundException>(() => ParquetTable.Read(file, ["price"])).Message.ShouldContain("It has: id, size");
    }

    [Fact]
    public async Task Lists_are_refused_by_name()
    {
        var (flat, list) = (new DataField<int>("flat"), new DataField<int[]>("list"));
        var file = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(flat, list), file))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<int>(flat, new[] { 1, 2 });
            await group.WriteAsync<int>(list, new[] { 1, 2, 3 }, new[] { 0, 1, 0 });
        }
        file = new MemoryStream(file.ToArray());
        Should.Throw<MalformedFileException>(() => ParquetTable.Read(file)).Message.ShouldContain("column 'list' holds lists");
        ParquetTable.Read(file, ["flat"])["flat"].Numbers!.ToArray<long>().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Damaged_files_are_a_table_or_one_clear_error()
    {
        byte[] whole = (await Houses()).ToArray();
        var random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = round == 0 ? [] : whole[..(round % 2 == 0 ? whole.Length : random.Next(whole.Length))];
            for (int i = 0; i < 3 && damaged.Length > 0; i++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }
            try
            {
                ParquetTable.Read(new MemoryStream(damaged), timeLimit: TimeSpan.FromSeconds(20));
            }
            catch (Exception exception) when (exception is MalformedFileException or InvalidOperationException or ArgumentException)
            {
                refused++;
            }
        }
        refused.ShouldBeGreaterThan(100);
        Should.Throw<MalformedFileException>(() => ParquetTable.Read(new MemoryStream("id,size\n1,2\n"u8.ToArray()), name: "houses.csv"))
            .Message.ShouldStartWith("Cannot read 'houses.csv'");
    }

    [Fact]
    public async Task A_group_larger_than_the_limit_is_refused() =>
        Should.Throw<MalformedFileException>(async () =>
        {
            Stream file = await Houses();
            ParquetTable.Read(file, limits: new ReadLimits { FileBytes = 8 });
        }).Message.ShouldContain("a group has 3 rows, and at most 1 are read");

    private static async Task<MemoryStream> Houses()
    {
        var file = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(Id, Size, Rooms, IsNew, Kind, Day), file))
        {
            var day = new DateTime(2026, 11, 30, 0, 0, 0, DateTimeKind.Utc);
            await Group(writer, [9_007_199_254_740_993, 2, 3], [1.5, null, 2.5], [3, null, 5], [true, false, true], ["house", "flat", ""],
                [day, day, day]);
            await Group(writer, [4], [null], [7], [true], ["flat"], [day]);
        }
        return new MemoryStream(file.ToArray());
    }

    private static async Task Group(
        ParquetWriter writer, long[] id, double?[] size, int?[] rooms, bool[] isNew, string[] kind, DateTime[] day)
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        await group.WriteAsync<long>(Id, id);
        await group.WriteAsync<double>(Size, size);
        await group.WriteAsync<int>(Rooms, rooms);
        await group.WriteAsync<bool>(IsNew, isNew);
        await group.WriteAsync(Kind, kind);
        await group.WriteAsync<DateTime>(Day, day);
    }
}
