namespace Cornea;

/// <summary>How <see cref="Model.Load"/> reads a file.</summary>
/// <example>
/// <code>
/// var model = Model.Load("old.h5", new LoadOptions
/// {
///     Compile = false,
///     Lambdas = new Dictionary&lt;string, Func&lt;Tensor, Tensor&gt;&gt; { ["halve"] = x => x * 0.5 },
/// });
/// </code>
/// </example>
public sealed record LoadOptions
{
    /// <summary>Whether optimizer, loss and metrics are read too, so that training goes on; otherwise the model only predicts.</summary>
    public bool Compile { get; init; } = true;

    /// <summary>The functions of Lambda layers, by the layers' names: a file holds them as Python code, which is never run.</summary>
    public IReadOnlyDictionary<string, Func<Tensor, Tensor>> Lambdas { get; init; } = new Dictionary<string, Func<Tensor, Tensor>>();

    /// <summary>As <see cref="Lambdas"/>, for layers of several inputs or outputs.</summary>
    public IReadOnlyDictionary<string, Func<Tensors, Tensors>> LambdasOfSeveral { get; init; } =
        new Dictionary<string, Func<Tensors, Tensors>>();

    /// <summary>How many layers a file may have, those inside others counted too; 10,000 unless set. A file of a few megabytes can name so
    /// many that building them takes minutes.</summary>
    public int MaximumLayers { get; init; } = 10_000;

    /// <summary>Limits of the readers of files; see <see cref="ReadLimits"/>.</summary>
    public ReadLimits Limits { get; init; } = ReadLimits.Default;

    /// <summary>Called with each remark: which rules of an older Keras were taken, and what was passed over because it changes
    /// nothing.</summary>
    public Action<string>? Noted { get; init; }
}
