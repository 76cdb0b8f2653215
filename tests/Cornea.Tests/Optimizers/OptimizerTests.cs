using Shouldly;

namespace Cornea.Tests.Optimizers;

public sealed class OptimizerTests
{
    private static Variable Weight(params float[] values) => new(Tensor.From(values), "dense/kernel");

    [Fact]
    public void Slots_stand_in_the_order_of_Keras_files()
    {
        var optimizer = new Adam(amsgrad: true, useEma: true);
        optimizer.Build([new Variable(Tensor.Zeros([2, 3]), "dense/kernel"), new Variable(Tensor.Zeros([3]), "dense/bias")]);
        optimizer.Variables.Select(variable => variable.Name).ShouldBe(
        [
            "iteration", "learning_rate", "dense_kernel_average", "dense_bias_average", "dense_kernel_momentum", "dense_kernel_velocity",
            "dense_bias_momentum", "dense_bias_velocity", "dense_kernel_velocity_hat", "dense_bias_velocity_hat",
        ]);
        optimizer.Iterations.DType.ShouldBe(DType.Int32);
    }

    [Fact]
    public void Iterations_count_the_steps()
    {
        var optimizer = new SGD();
        var run = new OptimizerRun(optimizer, Weight(1));
        run.Step(Tensor.From([1f]));
        run.Step(Tensor.From([1f]));
        optimizer.Iterations.AsSpan<int>()[0].ShouldBe(2);
    }

    [Fact]
    public void The_learning_rate_may_change_between_runs_without_compiling_again()
    {
        var optimizer = new SGD(0.5);
        var weight = Weight(0);
        var run = new OptimizerRun(optimizer, weight);
        run.Step(Tensor.From([1f]));
        optimizer.LearningRateValue = 0.25;
        run.Step(Tensor.From([1f]));
        weight.ToTensor().ToArray().ShouldBe([-0.75f]);
        optimizer.LearningRateValue.ShouldBe(0.25);
    }

    [Fact]
    public void A_schedule_sees_the_steps_made_before_and_cannot_be_overwritten()
    {
        var optimizer = new SGD(new HalvingSchedule());
        var weight = Weight(0);
        var run = new OptimizerRun(optimizer, weight);
        run.Step(Tensor.From([1f]));
        run.Step(Tensor.From([1f]));
        weight.ToTensor().ToArray().ShouldBe([-1.5f]);
        optimizer.LearningRateValue.ShouldBe(0.25);
        optimizer.Variables.Count.ShouldBe(1);
        Should.Throw<InvalidOperationException>(() => optimizer.LearningRateValue = 1).Message.ShouldContain("Make it with a number");
    }

    [Fact]
    public void A_variable_without_gradient_stays()
    {
        var (moved, kept) = (Weight(1), Weight(1));
        var optimizer = new SGD(0.5, weightDecay: 0.1);
        var gradient = Tensor.Input([1]);
        new CompiledFunction([gradient], [], optimizer.Apply([gradient, null], [moved, kept])).Call(Tensor.From([1f]));
        moved.ToTensor().ToArray().ShouldBe([0.45f], 1e-6);
        kept.ToTensor().ToArray().ShouldBe([1f]);
    }

    [Fact]
    public void Accumulation_moves_by_the_mean_gradient_and_leaves_weights_and_slots_alone_in_between()
    {
        var optimizer = new SGD(1.0, momentum: 0.5, gradientAccumulationSteps: 2);
        var weight = Weight(0);
        var run = new OptimizerRun(optimizer, weight);
        run.Step(Tensor.From([1f]));
        weight.ToTensor().ToArray().ShouldBe([0f]);
        optimizer.Variables[^1].ToTensor().ToArray().ShouldBe([0f]);
        run.Step(Tensor.From([3f]));
        weight.ToTensor().ToArray().ShouldBe([-2f]);
        optimizer.Variables[2].ToTensor().ToArray().ShouldBe([0f]);
    }

    [Fact]
    public void The_global_norm_clips_all_gradients_together()
    {
        var (a, b) = (Weight(0), Weight(0));
        new OptimizerRun(new SGD(1.0, globalClipNorm: 1), a, b).Step(Tensor.From([3f]), Tensor.From([4f]));
        a.ToTensor().ToArray().ShouldBe([-0.6f], 1e-6);
        b.ToTensor().ToArray().ShouldBe([-0.8f], 1e-6);
    }

    [Fact]
    public void Excluded_variables_do_not_decay()
    {
        var (kernel, bias) = (Weight(1), new Variable(Tensor.From([1f]), "dense/bias"));
        var optimizer = new SGD(0.5, weightDecay: 0.2);
        optimizer.ExcludeFromWeightDecay("bias");
        new OptimizerRun(optimizer, kernel, bias).Step(Tensor.From([0f]), Tensor.From([0f]));
        kernel.ToTensor().ToArray().ShouldBe([0.9f], 1e-6);
        bias.ToTensor().ToArray().ShouldBe([1f]);
        Should.Throw<InvalidOperationException>(() => optimizer.ExcludeFromWeightDecay("kernel")).Message.ShouldContain(
            "before the first step");
    }

    [Fact]
    public void The_moving_average_begins_at_the_first_weights_and_replaces_them_at_the_end()
    {
        var weight = Weight(0);
        var optimizer = new SGD(1.0, useEma: true, emaMomentum: 0.5);
        var run = new OptimizerRun(optimizer, weight);
        run.Step(Tensor.From([1f]));
        run.Step(Tensor.From([1f]));
        weight.ToTensor().ToArray().ShouldBe([-2f]);
        optimizer.FinalizeVariables();
        weight.ToTensor().ToArray().ShouldBe([-1.5f]);
    }

    [Fact]
    public void A_constraint_holds_after_the_update()
    {
        var weight = Weight(0.5f, 2);
        var optimizer = new SGD(1.0) { Constraints = new Dictionary<Variable, Constraint> { [weight] = new NotBelowZero() } };
        new OptimizerRun(optimizer, weight).Step(Tensor.From([1f, 1f]));
        weight.ToTensor().ToArray().ShouldBe([0f, 1f]);
    }

    [Fact]
    public void Muon_moves_matrices_by_orthogonal_steps()
    {
        var weight = new Variable(Tensor.Zeros([4, 3]), "dense/kernel");
        new OptimizerRun(new Muon(1.0, weightDecay: null, rmsRate: null, nsSteps: 10), weight).Step(RandomKey.From(3).Normal([4, 3]));
        var product = Tensor.MatMul(weight.ToTensor().Transpose(), weight.ToTensor()).ToArray();
        // The polynomial brings singular values near 1, between about 0.7 and 1.2, not to it.
        for (var i = 0; i < 3; i++)
            product[i * 3 + i].ShouldBeInRange(0.4f, 1.5f);
    }

    [Fact]
    public void ScheduleFreeAdamW_swaps_between_training_and_evaluation()
    {
        var optimizer = new ScheduleFreeAdamW();
        var weight = Weight(1, 2);
        var run = new OptimizerRun(optimizer, weight);
        for (var i = 0; i < 3; i++)
            run.Step(Tensor.From([0.5f, -1f]));
        var training = weight.ToTensor().ToArray();
        optimizer.SwapToEvaluation();
        weight.ToTensor().ToArray().ShouldNotBe(training);
        optimizer.SwapToTraining();
        weight.ToTensor().ToArray().ShouldBe(training, 1e-6);
    }

    [Fact]
    public void A_loss_scale_halves_and_skips_the_step_at_a_gradient_that_is_not_finite_and_doubles_after_finite_ones()
    {
        var optimizer = new LossScaleOptimizer(new SGD(0.5), initialScale: 8, dynamicGrowthSteps: 2);
        var weight = Weight(1);
        // Scaled before the first step, as a training step's graph does it.
        var scaled = optimizer.ScaleLoss(Tensor.From(3f));
        scaled.Item().ShouldBe(24);
        var run = new OptimizerRun(optimizer, weight);
        run.Step(Tensor.From([float.PositiveInfinity]));
        weight.ToTensor().Item().ShouldBe(1);
        optimizer.Iterations.ToTensor().Item().ShouldBe(0);
        scaled.Item().ShouldBe(12);
        run.Step(Tensor.From([4f]));
        weight.ToTensor().Item().ShouldBe(0.5f);
        scaled.Item().ShouldBe(12);
        run.Step(Tensor.From([4f]));
        weight.ToTensor().Item().ShouldBe(0);
        scaled.Item().ShouldBe(24);
        optimizer.Iterations.ToTensor().Item().ShouldBe(2);
        optimizer.Variables.Select(variable => variable.Name)
            .ShouldBe(["iteration", "learning_rate", "step_counter", "dynamic_scale", "iteration", "learning_rate"]);
    }

    [Fact]
    public void Several_optimizers_each_move_their_own_variables()
    {
        var (a, b, kept) = (Weight(0), Weight(0), Weight(0));
        var optimizer = new MultiOptimizer([(new SGD(1.0), [a]), (new SGD(0.5), [b])]);
        new OptimizerRun(optimizer, a, b, kept).Step(Tensor.From([1f]), Tensor.From([1f]), Tensor.From([1f]));
        (a.ToTensor().Item(), b.ToTensor().Item(), kept.ToTensor().Item()).ShouldBe((-1f, -0.5f, 0f));
        optimizer.LearningRateValue = 0.25;
        optimizer.Optimizers[0].LearningRateValue.ShouldBe(0.25);
        Should.Throw<ArgumentException>(() => new MultiOptimizer([(new SGD(), [a]), (new Adam(), [a])])).Message.ShouldContain(
            "for two optimizers");
    }

    [Fact]
    public void Names_make_optimizers()
    {
        foreach (var name in Optimizer.Names)
            Optimizer.FromName(name.ToLowerInvariant(), 0.125).LearningRateValue.ShouldBe(0.125, name);
        Optimizer.FromName("sgd").LearningRateValue.ShouldBe(0.01, 1e-8);
        Should.Throw<ArgumentException>(() => Optimizer.FromName("adma")).Message.ShouldContain("Did you mean 'Adam'?");
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_learning_rate_that_is_no_rate_is_refused(double rate) =>
        Should.Throw<ArgumentException>(() => new Adam(rate)).Message.ShouldContain(
        "Adam 'adam' expects learningRate to be a finite number, 0 or more, but received");

    [Fact]
    public void Two_ways_of_clipping_are_refused() =>
        Should.Throw<ArgumentException>(() => new SGD(clipNorm: 1, clipValue: 0.5)).Message
            .ShouldBe("SGD 'sgd' expects at most one of clipNorm, clipValue and globalClipNorm, but received clipNorm 1 and clipValue "
            + "0.5. Choose one.");

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Should.Throw<ArgumentException>(() => new SGD(momentum: 1.5)).Message.ShouldContain(
            "momentum to be between 0 and 1, but received 1.5");
        Should.Throw<ArgumentException>(() => new RMSprop(gradientAccumulationSteps: 1)).Message.ShouldContain("2 or more");
        Should.Throw<ArgumentException>(() => new Adam(weightDecay: -1)).Message.ShouldContain("weightDecay to be 0 or more");
        Should.Throw<ArgumentException>(() => new Ftrl(learningRatePower: 0.5)).Message.ShouldContain("0 or less");
    }

    [Fact]
    public void Gradients_that_do_not_fit_the_variables_are_refused()
    {
        var optimizer = new SGD();
        Should.Throw<ArgumentException>(() => optimizer.Apply([], [Weight(1)])).Message.ShouldContain("0 gradients for 1 variables");
        Should.Throw<ArgumentException>(() => optimizer.Apply([null], [Weight(1)])).Message.ShouldContain("no gradient for any");
        Should.Throw<ArgumentException>(() => optimizer.Apply([Tensor.Zeros([2])], [Weight(1)])).Message.ShouldContain(
            "'dense/kernel', but received (2,)");
    }

    [Fact]
    public void Other_variables_than_those_it_was_built_for_are_refused()
    {
        var optimizer = new SGD();
        optimizer.Build([Weight(1)]);
        Should.Throw<ArgumentException>(() => optimizer.Build([Weight(1)])).Message.ShouldContain("Make a new optimizer");
    }

    private sealed record HalvingSchedule : LearningRateSchedule
    {
        public override Tensor At(Tensor step) => Tensor.From(0.5f).Power(step.ToFloat32());
    }

    private sealed record NotBelowZero : Constraint
    {
        public override Tensor Project(Tensor weight) => weight.Relu();
    }
}
