using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Shouldly;

namespace Cornea.Tables.Tests;

public sealed class ArrowTableTests
{
    public static TheoryData<string> Forms => ["file", "stream", "lz4", "zstd"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Numbers_truths_texts_and_categories_of_all_batches_are_columns(string form)
    {
        CsvTable table = ArrowTable.Read(new MemoryStream(Houses(form)));
        table.Rows.ShouldBe(6);
        table.Columns.Select(static column => column.Name).ShouldBe(["id", "size", "byte", "new", "kind", "level", "day"]);
        table["id"].Numbers!.ToArray<long>().ShouldBe([9_007_199_254_740_993, 2, 3, 9_007_199_254_740_993, 2, 3]);
        table["size"].Numbers!.ToArray<double>().ShouldBe([1.5, double.NaN, 2.5, 1.5, double.NaN, 2.5]);
        table["byte"].Numbers!.ToArray<double>().ShouldBe([200, double.NaN, 7, 200, double.NaN, 7]);
        table["new"].Numbers!.ToArray<long>().ShouldBe([1, 0, 1, 1, 0, 1]);
        table["kind"].Text!.ShouldBe(["house", "", "flat", "house", "", "flat"]);
        table["level"].Text!.ShouldBe(["low", "high", "low", "low", "high", "low"]);
        table["day"].Text![0].ShouldBe("2026-11-30");
    }

    [Fact]
    public void Named_columns_come_in_their_order_and_train()
    {
        byte[] file = Houses("file");
        Sample[] samples = [.. ArrowTable.Read(new MemoryStream(file), ["level", "new"]).ToDataset("level")];
        // Classes are numbered in the order of their texts: high, low.
        samples.Take(3).Select(static sample => sample.Y[0].Item<int>()).ShouldBe([1, 0, 1]);
        samples.Take(3).Select(static sample => sample.X[0].Item()).ShouldBe([1f, 0, 1]);
        Should.Throw<KeyNotFoundException>(() => ArrowTable.Read(new MemoryStream(file), ["price"])).Message
            .ShouldContain("It has: id, size");
    }

    [Fact]
    public void Lists_are_refused_by_name()
    {
        var builder = new ListArray.Builder(Int32Type.Default);
        builder.Append();
        ((Int32Array.Builder)builder.ValueBuilder).Append(1);
        byte[] file = Written("stream", new RecordBatch.Builder().Append("list", false, builder.Build()).Build());
        Should.Throw<MalformedFileException>(() => ArrowTable.Read(new MemoryStream(file))).Message
            .ShouldContain("column 'list' holds list");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Damaged_files_are_a_table_or_one_clear_error(string form)
    {
        byte[] whole = Houses(form);
        var random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = round == 0 ? [] : whole[..(round % 2 == 0 ? whole.Length : random.Next(whole.Length))];
            for (int i = 0; i < 3 && damaged.Length > 0; i++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }
            try
            {
                ArrowTable.Read(new MemoryStream(damaged));
            }
            catch (Exception exception) when (exception is MalformedFileException or InvalidOperationException or ArgumentException)
            {
                refused++;
            }
        }
        refused.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void A_file_larger_than_the_limit_is_refused()
    {
        var file = new MemoryStream(Houses("file"));
        Should.Throw<MalformedFileException>(() => ArrowTable.Read(file, limits: new ReadLimits { FileBytes = 100 })).Message
            .ShouldContain("more than 100 bytes");
    }

    private static byte[] Houses(string form)
    {
        StringArray texts = new StringArray.Builder().Append("high").Append("low").Build();
        var levels = new DictionaryArray(
            new DictionaryType(Int8Type.Default, StringType.Default, false), new Int8Array.Builder().Append(1).Append(0).Append(1).Build(),
            texts);
        RecordBatch batch = new RecordBatch.Builder()
            .Append("id", false, new Int64Array.Builder().Append(9_007_199_254_740_993).Append(2).Append(3).Build())
            .Append("size", true, new FloatArray.Builder().Append(1.5f).AppendNull().Append(2.5f).Build())
            .Append("byte", true, new UInt8Array.Builder().Append(200).AppendNull().Append(7).Build())
            .Append("new", false, new BooleanArray.Builder().Append(true).Append(false).Append(true).Build())
            .Append("kind", true, new StringArray.Builder().Append("house").AppendNull().Append("flat").Build())
            .Append("level", false, levels)
            .Append("day", false, new Date32Array.Builder().Append(new DateOnly(2026, 11, 30)).Append(new DateOnly(2026, 12, 1))
                .Append(new DateOnly(2026, 12, 2)).Build())
            .Build();
        return Written(form, batch, batch);
    }

    private static byte[] Written(string form, params RecordBatch[] batches)
    {
        var file = new MemoryStream();
        var options = new IpcOptions();
        if (form is "lz4" or "zstd")
        {
            options.CompressionCodec = form == "lz4" ? CompressionCodecType.Lz4Frame : CompressionCodecType.Zstd;
            options.CompressionCodecFactory = new CompressionCodecFactory();
        }
        using (ArrowStreamWriter writer = form == "stream" ? new ArrowStreamWriter(file, batches[0].Schema, true, options)
            : new ArrowFileWriter(file, batches[0].Schema, true, options))
        {
            foreach (RecordBatch batch in batches)
            {
                writer.WriteRecordBatch(batch);
            }
            writer.WriteEnd();
        }
        return file.ToArray();
    }
}
