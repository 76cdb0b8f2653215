using System.Data;
using Shouldly;

namespace Cornea.Tests.Data;

public sealed class TableSourceTests
{
    [Fact]
    public void Objects_become_samples()
    {
        (int Rooms, double Area, float Price)[] houses = [(2, 50, 100), (5, 120.5, 300)];
        var samples = Dataset.FromRows(
            houses.Where(house => house.Rooms > 1), house => [house.Rooms, (float)house.Area], house => house.Price).Batch(2);
        var batch = samples.Single();
        batch.X[0].ToArray().ShouldBe([2, 50, 5, 120.5f]);
        batch.Y[0].ToArray().ShouldBe([100f, 300]);
        Should.Throw<ArgumentException>(() => Dataset.FromRows([1, 2], n => new float[n])).Message.ShouldContain("row 1 has 2");
        Should.Throw<ArgumentException>(() => Dataset.FromRows(Array.Empty<int>(), n => [n])).Message.ShouldContain("received none");
    }

    [Fact]
    public void A_query_becomes_a_table()
    {
        using var data = new DataTable();
        data.Columns.Add("id", typeof(long));
        data.Columns.Add("age", typeof(int));
        data.Columns.Add("price", typeof(decimal));
        data.Columns.Add("name", typeof(string));
        data.Columns.Add("sold", typeof(bool));
        data.Rows.Add(1L, 30, 2.5m, "a", true);
        data.Rows.Add(9007199254740993L, DBNull.Value, DBNull.Value, DBNull.Value, false);
        using var reader = data.CreateDataReader();
        CsvTable table = DatabaseTable.Read(reader);
        table.Rows.ShouldBe(2);
        table["id"].Numbers!.ToArray<long>().ShouldBe([1, 9007199254740993]);
        table["age"].Numbers!.ToArray<double>().ShouldBe([30, double.NaN]);
        table["price"].Numbers!.ToArray<double>().ShouldBe([2.5, double.NaN]);
        table["name"].Text.ShouldBe(["a", ""]);
        table["sold"].Numbers!.ToArray<long>().ShouldBe([1, 0]);
        table.ToDataset("sold", "price").Count.ShouldBe(2);
    }

    [Fact]
    public void Exact_numbers_beside_missing_ones_are_refused_by_name()
    {
        using var data = new DataTable();
        data.Columns.Add("id", typeof(long));
        data.Rows.Add(9007199254740993L);
        data.Rows.Add(DBNull.Value);
        using var reader = data.CreateDataReader();
        Should.Throw<InvalidOperationException>(() => DatabaseTable.Read(reader)).Message.ShouldContain(
            "Column 'id' has the whole number 9007199254740993 in row 0");
    }
}
