namespace Cornea.Tests.Optimizers;

/// <summary>An optimizer compiled once over some variables; each step gives it their gradients.</summary>
internal sealed class OptimizerRun
{
    private readonly CompiledFunction _function;

    public OptimizerRun(Optimizer optimizer, params Variable[] variables)
    {
        Tensor[] gradients = [.. variables.Select(variable => Tensor.Input(variable.Shape))];
        _function = new CompiledFunction(gradients, [], optimizer.Apply(gradients, variables));
    }

    public void Step(params Tensor[] gradients) => _function.Call(gradients);
}
