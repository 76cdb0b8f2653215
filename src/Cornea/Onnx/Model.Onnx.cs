using Cornea.Onnx;

namespace Cornea;

public abstract partial class Model
{
    /// <summary>Writes the model as ONNX, as it predicts; other runtimes can run it then. Keras:
    /// <c>model.export(format="onnx")</c>.</summary>
    /// <remarks>
    /// The batch stays open, and so do lengths and sizes that the model leaves open. Inputs, outputs and their shapes are the model's own:
    /// a
    /// picture enters with its channels where the model has them. The file is read again and computed beside the model on random inputs
    /// before it takes its place.
    /// </remarks>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="options">What to do otherwise; the usual where null.</param>
    /// <exception cref="OnnxException">Something of the model has no ONNX operator: the message lists all of it with its layers. Or the
    /// file
    /// would not give the same answers.</exception>
    /// <exception cref="InvalidOperationException">The model has no input shape yet.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <example><code>model.ExportOnnx("digits.onnx", new OnnxExportOptions { Opset = 15 });</code></example>
    public void ExportOnnx(string path, OnnxExportOptions? options = null) =>
        OnnxExporter.Export(this, path, options ?? new OnnxExportOptions());
}
