using Shouldly;

namespace Cornea.Tests.Extremes;

/// <summary>Losses, activations and layers at zero, at equality and at saturation: gradients are numbers wherever values are
/// finite.</summary>
public sealed class SingularGradientTests
{
    private static readonly float[] Points = [0, 1, -1, 0.5f, 3, -3, 6, 100, -100, 1e19f, -1e19f, 1e-30f];

    public static TheoryData<string> Losses => [.. Loss.Names];

    public static TheoryData<string> Activations => [.. Activation.Names];

    public static TheoryData<string> Layers => [.. LayersByName.Keys];

    private static readonly Dictionary<string, Func<Layer>> LayersByName = new()
    {
        ["UnitNormalization"] = () => new UnitNormalization(),
        ["LayerNormalization"] = () => new LayerNormalization(),
        ["GroupNormalization"] = () => new GroupNormalization(groups: 2),
        ["BatchNormalization"] = () => new BatchNormalization(),
        ["RMSNormalization"] = () => new RMSNormalization(),
        ["SpectralNormalization"] = () => new SpectralNormalization(new Dense(3)),
        ["PReLU"] = () => new PReLU(),
        ["Softmax"] = () => new Softmax(),
        ["Dense"] = () => new Dense(3, Activation.Sparsemax),
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public void Gradients_of_losses_are_numbers(string name)
    {
        var loss = Loss.FromName(name);
        foreach (var point in Points)
        {
            foreach (var target in (float[])[0, 1])
            {
                foreach (var last in (Activation[])[Activation.Linear, Activation.Sigmoid, Activation.Softmax])
                {
                    var (y, x) = Data(name, target, point);
                    var value = loss.Call(y, last.Apply(x)).Mean();
                    if (value.IsFinite().Item<bool>())
                        Finite(Gradients.Of(value, [x])[0], $"{name} of {point} for {target} behind {last.Name}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Gradients_of_activations_are_numbers(string name)
    {
        var x = Tensor.From(Points);
        var y = Activation.FromName(name).Apply(x);
        Finite(Gradients.Of(Tensor.Where(y.IsFinite(), y, 0).Sum(), [x])[0], name);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Gradients_of_layers_are_numbers_where_all_inputs_are_equal(string name)
    {
        foreach (var point in (float[])[0, 1, -1, 100, 1e-30f])
        {
            var layer = LayersByName[name]();
            var x = Tensor.From(Enumerable.Repeat(point, 8).ToArray(), [2, 4]);
            Tensor y = layer.Apply(x, training: true);
            foreach (var gradient in Gradients.Of(y.Square().Sum(), [x, .. layer.TrainableWeights.Select(weight => weight.Variable.Value)]))
                Finite(gradient, $"{name} of {point}");
        }
    }

    [Fact]
    public void Spectrograms_of_silence_have_finite_gradients()
    {
        var sound = Tensor.Zeros([1, 64]).Compute();
        foreach (var mode in Enum.GetValues<SpectrogramMode>())
        {
            Tensor y = new STFTSpectrogram(mode, frameLength: 16, frameStep: 8, fftLength: 16).Apply(sound.ExpandDims(2));
            Finite(Gradients.Of(y.Sum(), [sound])[0], mode.ToString());
        }
        Tensor mel = new MelSpectrogram(fftLength: 16, sequenceStride: 8, sequenceLength: 16, numMelBins: 4, magExp: 1).Apply(sound);
        Finite(Gradients.Of(mel.Sum(), [sound])[0], "mel");
    }

    [Fact]
    public void Focal_losses_are_computed_from_logits()
    {
        // y = 0 at logit -100: σ(-100)^.5 softplus(-100) is about 4e-66, its gradient too.
        var x = Tensor.From([-100f], [1, 1]);
        Gradients.Of(new BinaryFocalCrossentropy(gamma: 0.5, fromLogits: true).Call(Tensor.Zeros([1, 1]), x), [x])[0].Item()
            .ShouldBe(0f, 1e-30f);
        // y = 1 at logit -40: (1 - σ)² softplus(40) = 40, whether as logits or behind a sigmoid.
        var wrong = Tensor.From([-40f], [1, 1]);
        new BinaryFocalCrossentropy(fromLogits: true).Call(Tensor.Ones([1, 1]), wrong).Item().ShouldBe(40f, 1e-4f);
        new BinaryFocalCrossentropy().Call(Tensor.Ones([1, 1]), wrong.Sigmoid()).Item().ShouldBe(40f, 1e-4f);
        var logits = Tensor.From([40f, 0f], [1, 2]);
        var truth = Tensor.From([0f, 1f], [1, 2]);
        new CategoricalFocalCrossentropy(fromLogits: true).Call(truth, logits).Item().ShouldBe(0.25f * 40, 1e-4f);
        new CategoricalFocalCrossentropy().Call(truth, logits.Softmax()).Item().ShouldBe(0.25f * 40, 1e-4f);
        Gradients.Of(new CategoricalFocalCrossentropy().Call(truth, logits.Softmax()), [logits])[0].ToArray()
            .ShouldBe([0.25f, -0.25f], 1e-4);
    }

    [Fact]
    public void Determinants_of_singular_matrices_are_0_and_have_the_gradient_of_their_cofactors()
    {
        var singular = Tensor.From([1f, 1f, 1f, 1f], [2, 2]);
        Cornea.Ops.Det(singular).Item().ShouldBe(0f);
        Gradients.Of(Cornea.Ops.Det(singular), [singular])[0].ToArray().ShouldBe([1f, -1f, -1f, 1f], 1e-6);
        // A column of zeros: cofactors of the first column alone. [[0, 1, 2], [0, 3, 5], [0, 7, 4]]: 12 - 35, 14 - 4, 5 - 6.
        var column = Tensor.From([0f, 1f, 2f, 0f, 3f, 5f, 0f, 7f, 4f], [3, 3]);
        Cornea.Ops.Det(column).Item().ShouldBe(0f);
        Gradients.Of(Cornea.Ops.Det(column), [column])[0].ToArray().ShouldBe([-23f, 0f, 0f, 10f, 0f, 0f, -1f, 0f, 0f], 1e-4);
        var zeros = Tensor.Zeros([2, 3, 3]);
        Cornea.Ops.Det(zeros).ToArray().ShouldBe([0f, 0f]);
        Gradients.Of(Cornea.Ops.Det(zeros).Sum(), [zeros])[0].ToArray().ShouldAllBe(one => one == 0);
        var (sign, logarithm) = Cornea.Ops.SlogDet(zeros);
        sign.ToArray().ShouldBe([0f, 0f]);
        logarithm.ToArray().ShouldBe([float.NegativeInfinity, float.NegativeInfinity]);
        // Rows in another order: the sign of both permutations. det [[0, 2], [3, 0]] = -6.
        Cornea.Ops.Det(Tensor.From([0f, 2f, 3f, 0f], [2, 2])).Item().ShouldBe(-6f, 1e-6f);
    }

    [Fact]
    public void Samples_without_a_pair_have_no_gradient_in_the_circle_loss_whatever_their_distance()
    {
        var x = Tensor.From([-1e19f, 3e25f, -1e19f, 3e25f], [2, 2]);
        var loss = new Circle().Call(Tensor.From([0, 1]), x);
        loss.Item().ShouldBe(0f);
        Gradients.Of(loss, [x])[0].ToArray().ShouldBe([0f, 0f, 0f, 0f]);
    }

    private static (Tensor True, Tensor Pred) Data(string name, float target, float point)
    {
        float[] values = [point, point, -point, point];
        if (name == "CTC")
            return (Tensor.From([1, 1], [1, 2]), Tensor.From([.. values, .. values, .. values], [1, 6, 2]));
        return name.StartsWith("Sparse", StringComparison.Ordinal) || name is "CategoricalGeneralizedCrossEntropy" or "Circle"
            ? (Tensor.From([0, (int)target]), Tensor.From(values, [2, 2]))
            : (Tensor.From([target, 1 - target, target, 1 - target], [2, 2]), Tensor.From(values, [2, 2]));
    }

    private static void Finite(Tensor gradient, string what) =>
        gradient.IsNaN().Any().Item<bool>().ShouldBeFalse($"{what}: {gradient}");
}
