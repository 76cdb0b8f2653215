using Shouldly;

namespace Cornea.Tests;

/// <summary>Training in 16 and 64 bits. The tests set the process's default policy, so they run alone.</summary>
[Collection(nameof(AloneCollection))]
public sealed class MixedPrecisionTests
{
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 64).Select(i => MathF.Sin(i))], [32, 2]);
    private static readonly Tensor Y = X.Sum(1, keepDims: true).Compute();

    // Bytes of a step's intermediate values, which depend on the graph alone. What is kept for the backward pass is half as large; what is
    // not are random numbers, labels, sums, and the float32 that few kernels still read or write.
    [Theory]
    [InlineData("mixed_bfloat16")]
    [InlineData("mixed_float16")]
    public void A_training_step_of_16_bits_needs_far_less_memory(string policy)
    {
        foreach (var network in (Func<Model>[])[Convolutional, Attending])
        {
            long Arena(string used)
            {
                using var scope = new PolicyScope(used);
                var model = network();
                model.Compile(new Adam(), new SparseCategoricalCrossentropy());
                var samples = Tensor.Zeros([64, 24, 24, 8]).Compute();
                return model.PlanTraining(samples, Tensor.Zeros([64], DType.Int32).Compute(), batchSize: 64).ArenaBytes;
            }
            Arena(policy).ShouldBeLessThan(Arena("float32") * 3 / 4);
        }
    }

    [Fact]
    public void A_custom_layer_reads_its_weights_in_the_compute_type()
    {
        var layer = new Scale(dtype: "mixed_float16");
        var context = new CallContext();
        Tensor output = layer.Apply(X, context);
        output.DType.ShouldBe(DType.Float16);
        var factor = layer.Weights[0].Variable;
        factor.DType.ShouldBe(DType.Float32);
        Gradients.Of(output.ToFloat32().Sum(), [factor.Value])[0].DType.ShouldBe(DType.Float32);
        context.Read(factor).DType.ShouldBe(DType.Float32);
    }

    [Fact]
    public void Integers_and_wide_floats_enter_in_the_compute_type()
    {
        ((Tensor)new Scale(dtype: "bfloat16").Apply(Tensor.From([1, 2], [1, 2]))).DType.ShouldBe(DType.BFloat16);
        ((Tensor)new Scale().Apply(X.ToFloat64())).DType.ShouldBe(DType.Float32);
        ((Tensor)new Scale(dtype: "float64").Apply(X)).DType.ShouldBe(DType.Float64);
    }

    [Theory]
    [InlineData("mixed_float16")]
    [InlineData("mixed_bfloat16")]
    [InlineData("bfloat16")]
    [InlineData("float64")]
    public void Models_learn(string policy)
    {
        using var scope = new PolicyScope(policy);
        var model = Line();
        model.Compile(new Adam(0.01), new MeanSquaredError());
        var history = model.Fit(X, Y, batchSize: 8, epochs: 30, verbose: Verbosity.Silent);
        history["loss"][^1].ShouldBeLessThan(0.05 * history["loss"][0]);
    }

    [Fact]
    public void Compile_scales_the_loss_under_mixed_float16_alone()
    {
        using (new PolicyScope("mixed_float16"))
        {
            var model = Line();
            var inner = new SGD(0.1);
            model.Compile(inner, new MeanSquaredError());
            model.Optimizer.ShouldBeOfType<LossScaleOptimizer>().InnerOptimizer.ShouldBeSameAs(inner);
            model.Optimizer!.LearningRateValue.ShouldBe(0.1, 1e-7);
            var own = new LossScaleOptimizer(new SGD(0.1), initialScale: 8);
            model.Compile(own, new MeanSquaredError());
            model.Optimizer.ShouldBeSameAs(own);
        }
        using (new PolicyScope("mixed_bfloat16"))
        {
            var model = Line();
            model.Compile(new SGD(0.1), new MeanSquaredError());
            model.Optimizer.ShouldBeOfType<SGD>();
        }
    }

    [Fact]
    public void A_step_whose_gradients_overflow_halves_the_scale_and_moves_nothing()
    {
        using var scope = new PolicyScope("mixed_float16");
        var model = Line();
        var optimizer = new LossScaleOptimizer(new SGD(0.1), initialScale: 1e9);
        model.Compile(optimizer, new MeanSquaredError());
        _ = model.Layers;
        var before = model.GetWeights();
        model.TrainOnBatch(X, Y);
        model.GetWeights()[0].ToArray().ShouldBe(before[0].ToArray());
        optimizer.Variables.Single(variable => variable.Name.EndsWith("dynamic_scale", StringComparison.Ordinal))
            .ToTensor().Item().ShouldBe(5e8f);
        for (var step = 0; step < 30; step++)
            model.TrainOnBatch(X, Y);
        model.GetWeights()[0].ToArray().ShouldNotBe(before[0].ToArray());
        model.GetWeights().ShouldAllBe(weight => weight.IsFinite().All().Item<bool>());
    }

    [Fact]
    public void Small_gradients_survive_in_float16_where_the_loss_is_scaled()
    {
        // d loss / d weight = 1e-6 · x: in float16, whose smallest number is 6e-8, it would keep 4 bits; 1e-8 would be 0.
        using var scope = new PolicyScope("mixed_float16");
        var layer = new Scale();
        var x = Tensor.Ones([4, 1]);
        Tensor output = layer.Apply(x);
        var weight = layer.Weights[0].Variable.Value;
        Gradients.Of(output.ToFloat32().Sum() * 1e-9, [weight])[0].Item().ShouldBe(0f);
        var optimizer = new LossScaleOptimizer(new SGD());
        (Gradients.Of(optimizer.ScaleLoss(output.ToFloat32().Sum() * 1e-9), [weight])[0].Item() / 32768).ShouldBe(4e-9f, 1e-11f);
    }

    [Fact]
    public void A_float64_step_is_exact_in_float64()
    {
        using var scope = new PolicyScope("float64");
        var layer = new Dense(1, useBias: false);
        Sequential model = [new InputLayer([1], DType.Float64), layer];
        model.Compile(new SGD(0.5), new MeanSquaredError());
        _ = model.Layers;
        model.SetWeights([Tensor.From([1 / 3.0], [1, 1])]);
        var x = Tensor.From([1e-3, 2e-3], [2, 1]);
        var y = Tensor.From([1.0, 3.0], [2, 1]);
        model.TrainOnBatch(x, y);
        // w - 0.5 · mean of 2 x (w x - y)
        var (w, a, b) = (1 / 3.0, 1e-3, 2e-3);
        model.GetWeights()[0].Item<double>().ShouldBe(w - 0.5 * (a * (w * a - 1) + b * (w * b - 3)), 1e-15);
        model.Predict(x).DType.ShouldBe(DType.Float64);
    }

    [Fact]
    public void Moving_averages_stay_exact_under_a_mixed_policy()
    {
        using var scope = new PolicyScope("mixed_bfloat16");
        var layer = new BatchNormalization(momentum: 0);
        var context = new CallContext(training: true);
        Tensor output = layer.Apply(Tensor.From([1f, 2f, 4f], [3, 1]), context);
        output.DType.ShouldBe(DType.BFloat16);
        // 7/3 has no short binary form: bfloat16 would hold 2.328125.
        context.Updates.Select(update => update.Value.Item()).ShouldContain(value => Math.Abs(value - 7f / 3) < 1e-6);
    }

    [Fact]
    public void A_step_in_16_bits_allocates_nothing()
    {
        using var scope = new PolicyScope("mixed_bfloat16");
        var input = Tensor.Input([8, 2]);
        var layer = new Dense(4, Activation.Tanh);
        var loss = ((Tensor)layer.Apply(input)).ToFloat32().Square().Sum();
        var weight = layer.Weights[0].Variable;
        var function = new CompiledFunction(
            [input], [loss], [new Update(weight, weight.Value - Gradients.Of(loss, [weight.Value])[0] * 0.01)], new CompileOptions());
        function.Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            function.Run();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static Sequential Convolutional() =>
    [
        new InputLayer([24, 24, 8]),
        new Conv2D(32, 3, activation: Activation.Relu),
        new MaxPooling2D(),
        new Conv2D(48, 3, padding: Padding.Same, useBias: false),
        new BatchNormalization(),
        new ReLU(),
        new Conv2D(48, 1, activation: Activation.Relu),
        new Flatten(),
        new Dense(10, Activation.Softmax),
    ];

    private static Functional Attending()
    {
        var given = Model.Input([24, 24, 8]);
        // Few steps: in float32 an attention is one kernel that stores no scores, in 16 bits it is not.
        var x = new Dense(64).On(new Reshape([36, 128]).On(given));
        x = new LayerNormalization().On(new Add().On(x, new MultiHeadAttention(2, 32).On(x, x)));
        var wide = new Dense(64).On(new Dense(256, Activation.Gelu).On(x));
        x = new LayerNormalization().On(new Add().On(x, wide));
        return new Functional(given, new Dense(10, Activation.Softmax).On(new GlobalAveragePooling1D().On(x)));
    }

    private static Sequential Line() => [new InputLayer(2), new Dense(8, Activation.Tanh), new Dense(1)];

    private sealed class Scale(string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype: dtype)
    {
        private Variable? _factor;

        protected override void Build(IReadOnlyList<Shape> inputs) => _factor = AddWeight("factor", [inputs[0][^1]], new Ones());

        public override Tensors Call(Tensors inputs, CallContext context) => (Tensor)inputs * context.Read(_factor!);
    }
}
