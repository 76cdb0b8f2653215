using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>Numbers of an integer formula: the same bits anywhere, every one exact in float32.</summary>
/// <param name="seed">The seed of the file.</param>
internal sealed class Formula(uint seed)
{
    private readonly uint _start = Mix(seed);

    /// <summary>The sum of all k that weights were made of.</summary>
    public long Sum { get; private set; }

    /// <summary>a + b · k / 32768 for each element, where k is that of a number i and the place of the element.</summary>
    public float[] Values(int i, int count, double a, double b)
    {
        var values = new float[count];
        var start = Mix(unchecked(_start + (uint)i));
        for (var j = 0; j < count; j++)
        {
            var k = (int)(Mix(unchecked(start + (uint)j)) >> 16) - 32768;
            Sum += k;
            values[j] = (float)(a + (b * k / 32768));
        }
        return values;
    }

    /// <summary>Fills a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="exponents">One per kernel, in the order of the variables.</param>
    public void Fill(Model model, JsonElement exponents)
    {
        Sum = 0;
        var (variable, kernel) = (0, 0);
        foreach (var (layer, weight) in Owned(model))
        {
            var i = variable++;
            if (weight.Name == "count")
            {
                weight.Variable.Assign(Tensor.Zeros(weight.Variable.Shape, weight.Variable.DType));
                continue;
            }
            var (a, b) = (layer, weight.Name) switch
            {
                (Normalization, "mean") => (0.5, 0.25),
                (Normalization, _) => (0.25, 0.125),
                (LayerScale, _) => (0.5, 0.25),
                (_, "gamma" or "moving_variance") => (1.0, 0.5),
                (_, "bias" or "beta" or "moving_mean") => (0.0, 1.0),
                _ => (0.0, Math.Pow(2, exponents[kernel++].GetInt32())),
            };
            weight.Variable.Assign(Tensor.From(Values(i, weight.Variable.Shape.Size, a, b), weight.Variable.Shape));
        }
    }

    /// <summary>The picture of a case.</summary>
    public Tensor Image(JsonElement input)
    {
        var shape = input.GetProperty("shape").Shape();
        return Tensor.From(Values(1_000_000, shape.Size, input.Number("a"), input.Number("b")), shape);
    }

    /// <summary>The weights in order, with the layer each belongs to.</summary>
    public static IEnumerable<(Layer Layer, Weight Weight)> Owned(Model model) => model.Layers.SelectMany(
        layer => layer is Model inner ? Owned(inner) : layer.Weights.Select(weight => (layer, weight)));

    private static uint Mix(uint x)
    {
        unchecked
        {
            x ^= x >> 16;
            x *= 0x7FEB352D;
            x ^= x >> 15;
            x *= 0x846CA68B;
            return x ^ (x >> 16);
        }
    }
}
