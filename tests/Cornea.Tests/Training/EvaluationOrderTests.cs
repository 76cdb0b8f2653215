using Shouldly;

namespace Cornea.Tests.Training;

/// <summary>The order of an evaluation's figures.</summary>
public sealed class EvaluationOrderTests
{
    // Keras (_flatten_metrics_in_order) knows the losses by their names, and sorts what begins with the name of an output.
    [Fact]
    public void Metrics_of_several_outputs_stand_in_alphabetical_order_behind_the_losses()
    {
        var input = Model.Input([2]);
        var model = new Functional(input, [new Dense(1, name: "second").On(input), new Dense(1, name: "first").On(input)]);
        model.Compile(
            new SGD(), [new MeanSquaredError(), new MeanAbsoluteError()], [[new RootMeanSquaredError(), new BinaryAccuracy()], []]);
        Tensor x = Tensor.Ones([4, 2]), y = Tensor.Zeros([4, 1]);
        string[] expected = ["loss", "second_loss", "first_loss", "second_binary_accuracy", "second_root_mean_squared_error"];
        model.Evaluate(x, [y, y], verbose: Verbosity.Silent).Names.ShouldBe(expected);
        model.TrainOnBatch(x, [y, y]).Names.ShouldBe(expected);
    }
}
