namespace Cornea;

public abstract partial class Model
{
    /// <summary>
    /// A copy of the model whose weights are kept in fewer bits, as Keras's <c>model.quantize(mode)</c> makes one. Its Dense, EinsumDense
    /// and Embedding layers, also those of models inside, hold the weights of this moment; others stay as they are.
    /// </summary>
    /// <remarks>
    /// <c>int8</c>: weights are <c>round(w * s)</c> with a scale <c>s = 127 / max|w|</c> for each output; a layer's inputs are rounded
    /// likewise, by a scale for each row that is found as they come, and the products are sums of whole numbers.
    /// <c>float8</c>: weights stay float32 and are rounded to float8_e4m3fn where they are used.
    /// The copy is for prediction: of its quantized layers only biases are trained. It is compiled as the model is, and saved as Keras
    /// saves quantized models.
    /// For convolutions too, and scales that are found once, see <see cref="Quantize(Tensors, QuantizationOptions?)"/>.
    /// </remarks>
    /// <param name="mode"><c>int8</c> or <c>float8</c>.</param>
    /// <exception cref="ArgumentException">Another mode.</exception>
    /// <exception cref="InvalidOperationException">The model is not built, or has no layer that can be quantized.</exception>
    /// <example><code>
    /// var small = model.Quantize("int8");
    /// small.Save("small.keras");      // in Keras's form
    /// </code></example>
    public Model Quantize(string mode = "int8") =>
        Quantized(KerasQuantization.Of(mode ?? throw new ArgumentNullException(nameof(mode))));

    /// <summary>
    /// A copy of the model that computes in 8-bit whole numbers where it can: Dense, Conv1D, Conv2D, Conv3D, DepthwiseConv1D and
    /// DepthwiseConv2D, with the batch normalizations that follow them folded into their weights. This is post-training static
    /// quantization: the scale of each layer's inputs is found now, from samples.
    /// </summary>
    /// <remarks>
    /// <c>y = activation(q_x q_w / (s_x s_w) + bias)</c> with whole <c>q = round(s value)</c>, a scale <c>s_w = 127 / max|w|</c> for
    /// each output channel and one <c>s_x</c> for a layer. Sums are exact: the same on any machine and any number of threads. The copy is
    /// for prediction and is not trained. It can be saved and loaded, and exported to ONNX with QuantizeLinear and DequantizeLinear.
    /// </remarks>
    /// <param name="samples">Some hundred samples as the model is given them, an input each.</param>
    /// <param name="options">How; the usual where null.</param>
    /// <exception cref="InvalidOperationException">The model is not built, does not know the shape of its inputs, or has no layer that can
    /// be quantized.</exception>
    /// <exception cref="ArgumentException">There are no samples, an option is out of its range, or an input of a layer is not
    /// finite.</exception>
    /// <example><code>
    /// var small = model.Quantize(trainImages[..500]);
    /// small.Evaluate(testImages, testLabels);
    /// </code></example>
    public Model Quantize(Tensors samples, QuantizationOptions? options = null)
    {
        lock (Trainer.Gate)
        {
            return Quantized(StaticQuantization.Of(this, samples, options ?? new QuantizationOptions()));
        }
    }

    private Model Quantized(QuantizationScheme scheme)
    {
        lock (Trainer.Gate)
        {
            return new ModelQuantizer(this, scheme).Run();
        }
    }
}
