using Shouldly;

namespace Cornea.Tests.Layers;

public sealed class LayerCallTests
{
    [Fact]
    public void A_declared_shape_is_kept_in_Fit_as_in_Prepare()
    {
        var model = new Sequential { new Dense(10, inputDim: 784) };
        model.Compile(new SGD(0.1), new MeanSquaredError());
        Should.Throw<ShapeException>(() => model.Fit(Tensor.Zeros([4, 100]), Tensor.Zeros([4, 10]), verbose: Verbosity.Silent)).Message
            .ShouldBe("Dense 'dense' was declared for samples of shape (784,), but received a batch of shape (4, 100). " +
                "Feed samples of the declared shape, or declare the one that is fed.");
        Should.Throw<ShapeException>(() => model.Predict(Tensor.Zeros([4, 100]), verbose: Verbosity.Silent));
        model.Prepare().Input.Length.ShouldBe(784);
        model.Fit(Tensor.Zeros([4, 784]), Tensor.Zeros([4, 10]), verbose: Verbosity.Silent)["loss"].Count.ShouldBe(1);
    }

    [Fact]
    public void So_are_those_of_input_layers_and_nested_models_and_free_axes_stay_free()
    {
        var pictures = new Sequential { new InputLayer([28, 28, 1]), new Flatten(), new Dense(2) };
        Should.Throw<ShapeException>(() => pictures.Predict(Tensor.Zeros([1, 14, 56, 1]), verbose: Verbosity.Silent)).Message.ShouldContain(
            "(28, 28, 1)");
        var outer = new Sequential { new Sequential { new Dense(3, inputDim: 5) }, new Dense(1) };
        Should.Throw<ShapeException>(() => outer.Predict(Tensor.Zeros([1, 6]), verbose: Verbosity.Silent)).Message.ShouldContain(
            "declared for samples of shape (5,)");
        var sequences = new Sequential { new InputLayer([Shape.Unknown, 3]), new LSTM(2) };
        foreach (var steps in (int[])[4, 7])
            sequences.Predict(Tensor.Zeros([2, steps, 3]), verbose: Verbosity.Silent).Shape.ShouldBe([2, 2]);
        Should.Throw<ShapeException>(() => sequences.Predict(Tensor.Zeros([2, 4, 5]), verbose: Verbosity.Silent));
    }

    [Fact]
    public void Weights_that_nobody_tracks_are_refused_when_they_are_made()
    {
        foreach (var withContext in (bool[])[true, false])
        {
            var forgetful = new Forgetful(withContext);
            var exception = Should.Throw<InvalidOperationException>(() => forgetful.Apply(Tensor.Zeros([2, 3])));
            exception.Message.ShouldContain("Dense 'dense' made weights while Forgetful 'forgetful' was called");
            exception.Message.ShouldContain("Track(new Dense(...))");
            // The mistake does not go away by trying again.
            Should.Throw<InvalidOperationException>(() => forgetful.Apply(Tensor.Zeros([2, 3])));
        }
        var model = new Sequential { new Forgetful(true) };
        model.Compile(new SGD(0.1), new MeanSquaredError());
        Should.Throw<InvalidOperationException>(() => model.Fit(Tensor.Zeros([2, 3]), Tensor.Zeros([2, 1]), verbose: Verbosity.Silent));
    }

    [Fact]
    public void A_layer_that_was_built_before_may_be_called_by_another()
    {
        var shared = new Dense(1, useBias: false, kernelInitializer: new Ones());
        shared.BuildFor([[Shape.Unknown, 3]]);
        ((Tensor)new Borrower(shared).Apply(Tensor.Ones([2, 3]))).ToArray().ShouldBe([3f, 3f]);
    }

    [Fact]
    public void Each_call_in_training_mode_draws_its_own_mask()
    {
        var ones = Tensor.Ones([1, 1000]);
        var dropout = new Dropout(0.5);
        var (first, second) =
            (((Tensor)dropout.Apply(ones, training: true)).ToArray(), ((Tensor)dropout.Apply(ones, training: true)).ToArray());
        first.ShouldNotBe(second);
        foreach (var mask in (float[][])[first, second])
        {
            mask.ShouldAllBe(value => value == 0 || value == 2);
            mask.Count(value => value == 0).ShouldBeInRange(400, 600);
        }
        // The same program draws the same masks.
        var again = new Dropout(0.5);
        ((Tensor)again.Apply(ones, training: true)).ToArray().ShouldBe(first);
        ((Tensor)again.Apply(ones, training: true)).ToArray().ShouldBe(second);
        ((Tensor)dropout.Apply(ones)).ToArray().ShouldBe(ones.ToArray());
    }

    private sealed class Forgetful(bool withContext) : Layer(null)
    {
        private readonly Dense _inner = new(1);

        public override Tensors Call(Tensors inputs, CallContext context) => withContext ? _inner.Apply(inputs, context)
            : _inner.Apply(inputs);
    }

    private sealed class Borrower(Dense inner) : Layer(null)
    {
        public override Tensors Call(Tensors inputs, CallContext context) => inner.Apply(inputs, context);
    }
}
