using Cornea.Serving;

namespace Cornea;

public abstract partial class Model
{
    /// <summary>
    /// A server of this model's answers: any number of threads ask it, and it computes what was asked at the same time together. It keeps
    /// the weights of this moment, and returns when it is warm.
    /// </summary>
    /// <param name="options">How it gathers requests, and what it does when there are too many.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The model does not know the shape of its inputs, is stateful, has weights that are
    /// not finite, or does not mask what <see cref="ServingOptions.Padding"/> fills in.</exception>
    /// <example><code>
    /// await using var server = model.Serve(new ServingOptions { MaxBatch = 32 });
    /// var answer = await server.PredictAsync(pixels, cancellationToken);
    /// var digit = TensorPrimitives.IndexOfMax(answer.Values);
    /// </code></example>
    public ModelServer Serve(ServingOptions? options = null)
    {
        options ??= new ServingOptions();
        options.Check();
        return new ModelServer(this, options);
    }
}
