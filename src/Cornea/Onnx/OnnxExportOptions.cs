namespace Cornea;

/// <summary>How a model is written as ONNX.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The operator set; where null the one that most runtimes of today know, 17, or a newer one that the model needs.</summary>
    public int? Opset { get; init; }

    /// <summary>Whether the oldest operator set is chosen that can hold the model; none before 13 is written.</summary>
    public bool OldestOpset { get; init; }

    /// <summary>Whether the weights go into one file beside the model, of its name with <c>.data</c>, instead of into it.</summary>
    public bool ExternalWeights { get; init; }

    /// <summary>
    /// The shapes of the inputs, the batch included; <see cref="Shape.Unknown"/> for lengths that stay open. Those of the model where null.
    /// </summary>
    public IReadOnlyList<Shape>? InputShapes { get; init; }

    /// <summary>Whether the written model is read again and must give what the model gives on random inputs.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>How far the answers may be apart: |a - b| is at most so many times 1 + |b|; where numbers of 16 bits are among those
    /// that are computed, four steps of their last place at the largest |b| more.</summary>
    public double Tolerance { get; init; } = 1e-4;
}
