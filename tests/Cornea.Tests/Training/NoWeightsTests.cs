using Shouldly;

namespace Cornea.Tests.Training;

/// <summary>Weights held in a variable that is null are no weights.</summary>
public sealed class NoWeightsTests
{
    [Fact]
    public void A_variable_that_is_null_trains_as_without_weights()
    {
        Tensor? none = null;
        Trained(none).ShouldBe(Trained(Tensor.Ones([4])));
    }

    private static float[] Trained(Tensor? weights)
    {
        var model = new Sequential([new Dense(1, kernelInitializer: new Constant(0.5))]);
        model.Compile(new SGD(0.1), new MeanSquaredError());
        var (x, y) = (Tensor.Arange(0, 8).Reshape(4, 2), Tensor.Ones([4, 1]));
        model.Fit(x, y, batchSize: 4, epochs: 2, verbose: Verbosity.Silent, sampleWeight: weights!);
        return model.GetWeights()[0].ToArray();
    }
}
