namespace Cornea.Layers;

/// <summary>How Keras stores the weights of a layer.</summary>
internal enum QuantizationMode
{
    /// <summary>As they are.</summary>
    None,

    /// <summary>Whole numbers of 8 bits, a scale for each output.</summary>
    Int8,

    /// <summary>Whole numbers of 4 bits, two in a byte.</summary>
    Int4,

    /// <summary>GPTQ: whole numbers without a sign, a scale and a zero for each output and group of inputs.</summary>
    Gptq,

    /// <summary>AWQ: as GPTQ, with a scale for each input.</summary>
    Awq,

    /// <summary>float32, rounded to floating-point numbers of 8 bits where they are used.</summary>
    Float8,
}
