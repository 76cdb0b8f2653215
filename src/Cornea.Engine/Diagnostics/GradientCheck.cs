using System.Collections.Immutable;
using Cornea.Diagnostics;

namespace Cornea;

/// <summary>
/// Tests gradients: those of <see cref="Gradients.Of(Tensor, IReadOnlyList{Tensor}, Tensor?)"/> against central differences
/// <c>(f(x + h) - f(x - h)) / 2h</c>. All is computed in double, also where the function uses float32 weights.
/// </summary>
/// <example><code>GradientCheck.Run(x => x.Softmax(), Tensor.From([0.1, 0.7, -0.3])).ThrowIfFailed();</code></example>
public static class GradientCheck
{
    /// <summary>Checks the gradient of a function of one tensor.</summary>
    /// <param name="function">The function; its result is a float tensor of any shape.</param>
    /// <param name="input">Where to check; away from kinks and jumps.</param>
    /// <param name="options">Step, tolerances, and how many elements to check.</param>
    public static GradientCheckResult Run(Func<Tensor, Tensor> function, Tensor input, GradientCheckOptions? options = null) =>
        Run(tensors => function(tensors[0]), [input], options: options);

    /// <summary>Checks the gradients of a function of several tensors, and by the variables it reads.</summary>
    /// <param name="function">The function; its result is a float tensor of any shape.</param>
    /// <param name="inputs">Where to check; tensors of integers or bool are passed on and not checked.</param>
    /// <param name="variables">Variables that the function reads, checked after the inputs; may be none.</param>
    /// <param name="options">Step, tolerances, and how many elements to check.</param>
    public static GradientCheckResult Run(
        Func<IReadOnlyList<Tensor>, Tensor> function,
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Variable>? variables = null,
        GradientCheckOptions? options = null)
    {
        var (loss, points, values) = InDouble(function, inputs, variables ?? []);
        return Compare(loss, points, values, options ?? new GradientCheckOptions());
    }

    /// <summary>
    /// Checks second derivatives: the gradients of a weighted sum of the first gradients, against central differences of it.
    /// </summary>
    /// <param name="function">The function; its result is a float tensor of any shape.</param>
    /// <param name="inputs">Where to check; tensors of integers or bool are passed on and not checked.</param>
    /// <param name="variables">Variables that the function reads, checked after the inputs; may be none.</param>
    /// <param name="options">Step, tolerances, and how many elements to check.</param>
    public static GradientCheckResult RunSecondOrder(
        Func<IReadOnlyList<Tensor>, Tensor> function,
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Variable>? variables = null,
        GradientCheckOptions? options = null)
    {
        var (loss, points, values) = InDouble(function, inputs, variables ?? []);
        var first = Gradients.Of(loss, points);
        var sum = first.Select((gradient, i) => Weighted(gradient, i + 1)).Aggregate(Tensor.Zeros([], DType.Float64), (a, b) => a + b);
        return Compare(sum, points, values, options ?? new GradientCheckOptions());
    }

    private static (Tensor Loss, Tensor[] Points, Tensor[] Values) InDouble(
        Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs, IReadOnlyList<Variable> variables)
    {
        var given = inputs.Select((input, i) => input.DType.IsFloat() ? Tensor.Input(input.Shape, input.DType, $"input {i}") : input)
            .ToArray();
        var output = function(given);
        if (!output.DType.IsFloat())
        {
            throw new ShapeException(
                $"GradientCheck expects a function with a float result, but received {output.Type}. Only floats have gradients.");
        }
        Tensor[] sources = [.. given.Where((_, i) => inputs[i].DType.IsFloat()), .. variables.Select(variable => variable.Value)];
        Tensor[] values = [.. inputs.Where(input => input.DType.IsFloat()), .. variables.Select(variable => variable.ToTensor())];
        var points = sources.Select((source, i) => Tensor.Input(source.Shape, DType.Float64, $"point {i}")).ToArray();
        return (Weighted(DoublePrecision.Of(output, sources, points), 0), points, values);
    }

    // Different weights keep the gradients of different elements from hiding each other.
    private static Tensor Weighted(Tensor output, int stream) =>
        (output * RandomKey.From(20_26).Stream(stream).Uniform(output.Shape, 0.5, 1.5).ToFloat64()).Sum();

    private static GradientCheckResult Compare(Tensor loss, Tensor[] points, Tensor[] values, GradientCheckOptions options)
    {
        var analytic = new CompiledFunction(points, Gradients.Of(loss, points), null, options.Compile);
        analytic.Call(values);
        var function = new CompiledFunction(points, [loss], null, options.Compile);
        function.Call(values);
        var (mismatches, count) = (ImmutableArray.CreateBuilder<GradientMismatch>(), 0);
        for (var i = 0; i < points.Length; i++)
        {
            var size = points[i].Size;
            var step = Math.Max(1, (size + options.ElementsPerInput - 1) / options.ElementsPerInput);
            for (var at = 0; at < size; at += step)
            {
                count++;
                var found = analytic.Output<double>(i)[at];
                var expected = Difference(function, i, at, options.Step);
                if (!(Math.Abs(found - expected) <= options.AbsoluteTolerance + options.RelativeTolerance * Math.Abs(expected)))
                    mismatches.Add(new GradientMismatch(i, at, points[i].Shape, found, expected));
            }
        }
        return new GradientCheckResult(mismatches.ToImmutable(), count);
    }

    private static double Difference(CompiledFunction function, int input, int element, double step)
    {
        var values = function.Input<double>(input);
        var value = values[element];
        values[element] = value + step;
        function.Run();
        var above = function.Output<double>(0)[0];
        values[element] = value - step;
        function.Run();
        values[element] = value;
        return (above - function.Output<double>(0)[0]) / (2 * step);
    }
}
