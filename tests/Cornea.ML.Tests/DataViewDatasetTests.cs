using Microsoft.ML;
using Microsoft.ML.Data;
using Shouldly;

namespace Cornea.ML.Tests;

public sealed class DataViewDatasetTests
{
    private static readonly MLContext Context = new(seed: 1);

    [Fact]
    public void Numbers_vectors_and_truths_stand_side_by_side()
    {
        IDataView view = Context.Data.LoadFromEnumerable(
        [
            new Row { Size = 1.5f, Rooms = 3, Place = [10, 20], IsNew = true, Kind = "house", Price = 7 },
            new Row { Size = 2.5f, Rooms = 4, Place = [30, 40], Kind = "flat", Price = 8 },
        ]);
        Sample[] samples = [.. view.ToDataset("Price")];
        samples[0].X[0].ToArray().ShouldBe([1.5f, 3, 10, 20, 1]);
        samples[1].X[0].ToArray().ShouldBe([2.5f, 4, 30, 40, 0]);
        samples.Select(static sample => sample.Y[0].Item()).ShouldBe([7f, 8f]);
        samples[0].Y[0].Shape.ShouldBe(Shape.Scalar);
        view.ToDataset("Price", "Place", "Size").First().X[0].ToArray().ShouldBe([10, 20, 1.5f]);
    }

    [Fact]
    public void Texts_and_keys_are_classes()
    {
        IDataView view = Context.Data.LoadFromEnumerable(
        [
            new Row { Kind = "house", Place = [1, 2] },
            new Row { Kind = "flat", Place = [3, 4] },
            new Row { Kind = "house", Place = [5, 6] },
        ]);
        view.ToDataset("Kind", "Size").Select(static sample => sample.Y[0].Item<int>()).ShouldBe([1, 0, 1]);
        IDataView keyed = Context.Transforms.Conversion.MapValueToKey("Key", "Kind").Fit(view).Transform(view);
        keyed.ToDataset("Key", "Size").Select(static sample => sample.Y[0].Item<int>()).ShouldBe([0, 1, 0]);
        keyed.ToDataset("Price", "Key").Select(static sample => sample.X[0].Item()).ShouldBe([0f, 1, 0]);
    }

    [Fact]
    public void What_is_no_number_or_not_exact_is_named()
    {
        IDataView view = Context.Data.LoadFromEnumerable([new Row { Rooms = 16_777_217, Place = [1, 2], Kind = "flat" }]);
        Should.Throw<KeyNotFoundException>(() => view.ToDataset("Cost")).Message.ShouldContain("It has: Size, Rooms, Place");
        Should.Throw<ArgumentException>(() => view.ToDataset("Price", "Kind")).Message.ShouldContain("Column 'Kind'");
        Should.Throw<InvalidOperationException>(() => view.ToDataset("Price")).Message.ShouldContain("16777217 in row 0");
    }

    private sealed class Row
    {
        public float Size { get; set; }

        public int Rooms { get; set; }

        [VectorType(2)]
        public double[] Place { get; set; } = [];

        public bool IsNew { get; set; }

        public string Kind { get; set; } = "";

        public float Price { get; set; }
    }
}
