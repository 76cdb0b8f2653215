using Shouldly;

namespace Cornea.Tests.Training;

public sealed class FitCheckTests
{
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 48).Select(i => i % 7 / 7f)], [12, 4]);
    private static readonly Tensor Labels = Tensor.From([.. Enumerable.Range(0, 12).Select(i => i % 3)]);

    private static List<TrainingWarning> Warnings(Activation last, Loss loss, Tensor x, Tensor y, int units = 3, double validationSplit = 0)
    {
        var warnings = new List<TrainingWarning>();
        var model = new Sequential { new Dense(5, Activation.Relu, inputDim: 4), new Dense(units, last) };
        model.Warned = warnings.Add;
        model.Compile(new SGD(0.01), loss);
        model.Fit(x, y, verbose: Verbosity.Silent, validationSplit: validationSplit);
        return warnings;
    }

    [Fact]
    public void A_fitting_model_is_not_warned_about() =>
        Warnings(Activation.Softmax, new CategoricalCrossentropy(), X, OneHot.Encode(Labels, 3)).ShouldBeEmpty();

    [Fact]
    public void Softmax_before_a_loss_of_logits_is_noticed()
    {
        var warning = Warnings(Activation.Softmax, new SparseCategoricalCrossentropy(fromLogits: true), X, Labels).ShouldHaveSingleItem();
        warning.Kind.ShouldBe(TrainingWarningKind.LossActivation);
        warning.Message.ShouldBe(
            "SparseCategoricalCrossentropy does not suit the last layer: Dense 'dense_1' applies softmax, which the loss with "
                + "fromLogits: true does again. Take one of them away.");
    }

    [Fact]
    public void Sigmoid_before_a_loss_of_one_class_is_noticed() =>
        Warnings(Activation.Sigmoid, new CategoricalCrossentropy(), X, OneHot.Encode(Labels, 3)).ShouldHaveSingleItem()
            .Message.ShouldContain("do not sum to 1");

    [Fact]
    public void A_last_layer_without_activation_is_noticed() =>
        Warnings(Activation.Linear, new SparseCategoricalCrossentropy(), X, Labels).ShouldHaveSingleItem()
            .Message.ShouldContain("Use Activation.Softmax, or the loss with fromLogits: true");

    [Fact]
    public void Pixels_that_were_not_scaled_are_noticed()
    {
        var bytes = Tensor.From([.. Enumerable.Range(0, 48).Select(i => (byte)(i * 5))], [12, 4]);
        var warning = Warnings(Activation.Softmax, new SparseCategoricalCrossentropy(), bytes, Labels).ShouldHaveSingleItem();
        warning.Kind.ShouldBe(TrainingWarningKind.InputScale);
        warning.Message.ShouldContain("Divide pixels by 255 (x / 255f)");
    }

    [Fact]
    public void Columns_of_a_table_are_no_pixels()
    {
        var rooms = Tensor.From([.. Enumerable.Range(0, 48).Select(i => i * 5f)], [12, 4]);
        var message = Warnings(Activation.Softmax, new SparseCategoricalCrossentropy(), rooms, Labels).ShouldHaveSingleItem().Message;
        message.ShouldContain("Normalization layer");
        message.ShouldNotContain("pixels");
    }

    [Fact]
    public void A_validation_part_without_a_class_is_noticed()
    {
        var sorted = Tensor.From(new[] { 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2 });
        var warnings = Warnings(Activation.Softmax, new SparseCategoricalCrossentropy(), X, sorted, validationSplit: 0.34);
        warnings.Select(warning => warning.Kind).ShouldBe([TrainingWarningKind.ValidationClasses, TrainingWarningKind.ValidationClasses]);
        warnings[0].Message.ShouldContain("no sample of class 0");
        warnings[1].Message.ShouldContain("The training part has no sample of class 2");
    }

    [Fact]
    public void A_class_number_outside_the_outputs_is_an_error_that_names_the_row()
    {
        var labels = Tensor.From(new[] { 0, 1, 2, 0, 12, 2, 0, 1, 2, 0, 1, 2 });
        Should.Throw<ArgumentException>(() => Warnings(Activation.Softmax, new SparseCategoricalCrossentropy(), X, labels))
            .Message.ShouldBe(
            "SparseCategoricalCrossentropy expects whole class numbers from 0 to 2 for 3 outputs, but y has 12 in row 4. Make the last "
                + "layer wider, or number the classes from 0.");
    }

    [Fact]
    public void Class_numbers_for_a_loss_of_one_hot_rows_are_an_error() =>
        Should.Throw<ShapeException>(() => Warnings(Activation.Softmax, new CategoricalCrossentropy(), X, Labels))
            .Message.ShouldContain("OneHot.Encode(labels, classes: 3)");

    [Fact]
    public void A_bad_sample_is_named_when_the_loss_becomes_NaN()
    {
        var values = X.ToArray();
        values[7 * 4 + 2] = float.NaN;
        var warnings = Warnings(Activation.Softmax, new SparseCategoricalCrossentropy(), Tensor.From(values, [12, 4]), Labels);
        var warning = warnings.ShouldHaveSingleItem();
        warning.Kind.ShouldBe(TrainingWarningKind.NotFinite);
        warning.Message.ShouldBe(
            "The loss is not a finite number in epoch 1, step 1: x has NaN or infinity in row 7, column 2. Remove or correct those "
                + "samples.");
    }

    [Fact]
    public void A_layer_that_goes_bad_is_named_with_epoch_and_step()
    {
        var warnings = new List<TrainingWarning>();
        var model = new Sequential { new Dense(4, inputDim: 4), new ActivationLayer(Activation.Exponential, name: "grow"), new Dense(1) };
        model.Warned = warnings.Add;
        model.Compile(new SGD(50.0), new MeanSquaredError());
        model.Fit(X, Tensor.Ones([12, 1]) * 9, batchSize: 4, epochs: 20, verbose: Verbosity.Silent, callbacks: [new TerminateOnNaN()]);

        warnings.ShouldHaveSingleItem().Message.ShouldMatch(
            "^The loss is not a finite number in epoch \\d+, step \\d+: (the first layer whose output is not finite is|the step before "
                + "made the weight|every layer's output is finite)");
        model.StopTraining.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1f, 1e30, "every sample of its batch is finite")]
    [InlineData(float.NaN, 0.01, "x has NaN or infinity in row 1, column 4099")]
    public void Of_a_model_too_large_to_be_copied_the_batch_is_looked_at(float value, double rate, string cause)
    {
        var warnings = new List<TrainingWarning>();
        var model = new Sequential { new Dense(4200, inputDim: 4100), new Dense(1) }; // 69 MB
        model.Warned = warnings.Add;
        model.Compile(new SGD(rate), new MeanSquaredError());
        var x = Enumerable.Repeat(1f, 2 * 4100).ToArray();
        x[^1] = value;
        model.Fit(Tensor.From(x, [2, 4100]), Tensor.Ones([2, 1]) * 9, batchSize: 2, epochs: 4, verbose: Verbosity.Silent,
            callbacks: [new TerminateOnNaN()]);

        warnings.ShouldHaveSingleItem().Message.ShouldContain(cause);
    }
}
