using Shouldly;

namespace Cornea.Tests.Optimizers;

/// <summary>Three steps of each optimizer against values that Keras 3.15.1 computed.</summary>
public sealed class OptimizerFormulaTests
{
    private static readonly float[] Start = [1, -2, 0.5f, 3];
    private static readonly float[][] Gradients = [[0.1f, -0.2f, 0.3f, 0], [0.2f, 0.1f, -0.4f, 0.001f], [-0.3f, 0.5f, 0.05f, 2]];

    public static TheoryData<string, Func<Optimizer>, float[]> Cases => new()
    {
        { "SGD", () => new SGD(), [1.0f, -2.0040002f, 0.50049996f, 2.97999f] },
        { "SGD momentum", () => new SGD(0.01, momentum: 0.9), [0.99649f, -2.0014801f, 0.49897f, 2.979981f] },
        { "SGD Nesterov", () => new SGD(0.01, momentum: 0.9, nesterov: true), [0.9968411f, -2.005332f, 0.499573f, 2.961973f] },
        { "RMSprop", () => new RMSprop(), [0.9965714f, -2.0012412f, 0.4990768f, 2.9946015f] },
        { "RMSprop momentum", () => new RMSprop(momentum: 0.9), [0.9885927f, -1.9971607f, 0.4959883f, 2.9925892f] },
        { "RMSprop centered", () => new RMSprop(centered: true), [0.9961197f, -2.0011771f, 0.4989145f, 2.9943724f] },
        { "Adam", () => new Adam(), [0.9981014f, -1.999233f, 0.4992788f, 2.9986191f] },
        { "AdamW", () => new AdamW(), [0.9980894f, -1.999209f, 0.4992728f, 2.9985833f] },
        { "Adagrad", () => new Adagrad(), [0.9997944f, -2.0005143f, 0.4999036f, 2.9990091f] },
        { "Adadelta", () => new Adadelta(), [0.9999989f, -2.0000014f, 0.49999997f, 2.9999976f] },
        { "Adamax", () => new Adamax(), [0.9982848f, -1.9991051f, 0.4992329f, 2.9991047f] },
        { "Nadam", () => new Nadam(), [0.9987816f, -2.0002928f, 0.4996273f, 2.9979098f] },
        { "Ftrl", () => new Ftrl(), [0.0463319f, -0.3102058f, 0.1371655f, -0.0009909f] },
        {
            "Ftrl regularized", () => new Ftrl(l1RegularizationStrength: 0.01, l2RegularizationStrength: 0.01),
            [0.0462989f, -0.3101625f, 0.1371363f, -0.0009833f]
        },
        { "Lion", () => new Lion(), [0.999f, -2.0009999f, 0.499f, 2.998f] },
        { "Lamb", () => new Lamb(), [0.9952428f, -1.9993249f, 0.4987917f, 2.9948313f] },
        { "Adam clipped", () => new Adam(clipNorm: 0.1), [0.9974563f, -1.9986646f, 0.4991555f, 2.9986262f] },
        { "SGD decayed", () => new SGD(weightDecay: 0.1), [0.9970071f, -1.9980092f, 0.4990035f, 2.970999f] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Three_steps_give_the_weights_that_Keras_computed(string name, Func<Optimizer> make, float[] expected)
    {
        var weight = new Variable(Tensor.From(Start), "w");
        var train = new OptimizerRun(make(), weight);
        foreach (var gradient in Gradients)
            train.Step(Tensor.From(gradient));
        weight.ToTensor().ToArray().ShouldBe(expected, 2e-6, name);
    }

    [Fact]
    public void The_momentum_of_Nadam_rises_as_slowly_as_its_schedule_says()
    {
        // By hand: mu1 = 0.9 (1 - 0.96^0.5 / 2), mu2 = 0.9 (1 - 0.96 / 2), m = 0.1 g, v = 0.001 g^2, so that v / (1 - beta2) = g^2.
        var (mu1, mu2) = (0.9 * (1 - (0.5 * Math.Sqrt(0.96))), 0.9 * (1 - (0.5 * 0.96)));
        var move = (mu2 * 0.1 / (1 - (mu1 * mu2))) + ((1 - mu1) / (1 - mu1));
        var weight = new Variable(Tensor.From((float[])[1]), "w");
        new OptimizerRun(new Nadam(0.01, epsilon: 0, scheduleDecay: 0.5), weight).Step(Tensor.From((float[])[2]));
        weight.ToTensor().ToArray()[0].ShouldBe((float)(1 - (0.01 * move)), 1e-6f);
    }
}
