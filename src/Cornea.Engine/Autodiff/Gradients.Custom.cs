using Cornea.Graph.Ops;

namespace Cornea;

public static partial class Gradients
{
    /// <summary>A value whose gradient is the one given, instead of that of its own graph. Keras: <c>ops.custom_gradient</c>.</summary>
    /// <param name="value">The value, computed in any way from the inputs and from others.</param>
    /// <param name="inputs">What the value has a gradient for.</param>
    /// <param name="gradient">
    /// From the gradient of the value, of its type, to the gradients of the inputs, of their types; null where there is none.
    /// </param>
    /// <returns>The value.</returns>
    /// <example>
    /// log(1 + eˣ) whose gradient does not overflow:
    /// <code>var y = Gradients.Custom((x.Exp() + 1).Log(), [x], upstream => [upstream * (1 - 1 / (x.Exp() + 1))]);</code>
    /// </example>
    public static Tensor Custom(Tensor value, IReadOnlyList<Tensor> inputs, Func<Tensor, IReadOnlyList<Tensor?>> gradient) =>
        new(new CustomGradient(gradient), [value, .. inputs]);

    /// <summary>
    /// The value of a function and its change in a direction: the product of its Jacobian and a vector. Keras: <c>ops.jvp</c>.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="primals">Where it is taken.</param>
    /// <param name="tangents">The direction: one tensor for each, of its type.</param>
    /// <returns>The value at <paramref name="primals"/>, and its derivative along <paramref name="tangents"/>, of the value's
    /// type.</returns>
    /// <exception cref="ShapeException">A tangent is of another type than its primal.</exception>
    /// <remarks>The gradient of a gradient, which is linear in what it is multiplied by.</remarks>
    public static (Tensor Value, Tensor Tangent) Jvp(
        Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> primals, IReadOnlyList<Tensor> tangents)
    {
        if (!primals.Select(primal => primal.Type).SequenceEqual(tangents.Select(tangent => tangent.Type)))
        {
            throw new ShapeException(
                $"Gradients.Jvp expects a tangent of the type of each primal, "
                    + $"[{string.Join(", ", primals.Select(primal => primal.Type))}], " +
                $"but received [{string.Join(", ", tangents.Select(tangent => tangent.Type))}].");
        }
        var value = function(primals);
        // Any cotangent will do, as nothing depends on it in the end.
        var cotangent = Tensor.OnesLike(value);
        Tensor? tangent = null;
        foreach (var (gradient, direction) in OfConnected(value, primals, cotangent).Zip(tangents))
        {
            if (gradient is not null && OfConnected(gradient, [cotangent], direction)[0] is { } part)
                tangent = tangent is null ? part : tangent + part;
        }
        return (value, tangent ?? Tensor.ZerosLike(value));
    }
}
