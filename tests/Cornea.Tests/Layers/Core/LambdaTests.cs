using Shouldly;

namespace Cornea.Tests.Layers;

public sealed class LambdaTests
{
    [Fact]
    public void A_function_is_a_layer_of_a_model()
    {
        var model = new Sequential { new InputLayer(3), new Lambda(x => x.Square().Sum(-1, keepDims: true)), new Dense(2) };
        model.Layers[^1].Weights[0].Variable.Shape.ShouldBe([1, 2]);
        model.Layers[^2].ComputeOutputShape(new Shape(Shape.Unknown, 3))[0].ShouldBe([Shape.Unknown, 1]);
        ((Tensor)new Lambda(x => x * 2).Apply(Tensor.From([1f, 2], [1, 2]))).ToArray().ShouldBe([2, 4]);
    }

    [Fact]
    public void Integers_reach_it_as_they_are_and_several_inputs_come_with_the_context()
    {
        ((Tensor)new Lambda(x => x).Apply(Tensor.From([1, 2], [1, 2]))).DType.ShouldBe(DType.Int32);
        var layer = new Lambda((inputs, context) => context.Training ? inputs[0] : inputs[1]);
        Tensor a = Tensor.From([1f], [1, 1]), b = Tensor.From([2f], [1, 1]);
        ((Tensor)layer.Apply([a, b])).Item().ShouldBe(2);
        ((Tensor)layer.Apply([a, b], training: true)).Item().ShouldBe(1);
    }

    [Fact]
    public void Masks_end_at_it_unless_it_says_what_becomes_of_them()
    {
        Tensor steps = Tensor.From([1f, 0, 2], [1, 3, 1]), expected = Tensor.From([true, false, true], [1, 3]);
        foreach (var (layer, kept) in new[] { (new Lambda(x => x + 1), false), (new Lambda(x => x + 1, (_, mask) => mask), true) })
        {
            var context = new CallContext();
            Tensor output = layer.Apply(new Masking().Apply(steps, context), context);
            context.MaskOf(output)?.ToArray<bool>().ShouldBe(expected.ToArray<bool>());
            (context.MaskOf(output) is not null).ShouldBe(kept);
        }
    }

    [Fact]
    public void A_wrapper_of_ones_own_has_the_weights_of_the_layer_inside_and_can_be_cloned()
    {
        var model = new Sequential { new InputLayer(2), new Doubled(new Dense(1, kernelInitializer: new Ones())) };
        model.Predict(Tensor.From([1f, 2], [1, 2]), verbose: Verbosity.Silent).Item().ShouldBe(6);
        model.Weights.Count.ShouldBe(2);
        var clone = (Doubled)model.Layers[^1].Clone();
        clone.Layer.ShouldNotBeSameAs(((Doubled)model.Layers[^1]).Layer);
        ((Tensor)clone.Apply(Tensor.From([1f, 2], [1, 2]))).Item().ShouldBe(6);
    }

    private sealed class Doubled(Layer layer) : Wrapper(layer, null)
    {
        public override Tensors Call(Tensors inputs, CallContext context) => (Tensor)Layer.Apply(inputs, context) * 2;
    }
}
