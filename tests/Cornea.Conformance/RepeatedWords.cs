using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>
/// A step of RMSprop on the table of an Embedding as Keras 3 makes it on TensorFlow: there the gradient of the table is a list of rows,
/// one for each place of the input, and each row is squared by itself; where a word stands twice, the mean square gets g1² + g2². Keras on
/// JAX and PyTorch, Keras 2 and Cornea add the rows first: (g1 + g2)². The case holds what TensorFlow made, so that its table is
/// computed from the rows here.
/// </summary>
internal static class RepeatedWords
{
    /// <summary>Whether a case was written so.</summary>
    public static bool Has(JsonElement root, Model model) => model is Sequential && model.Optimizer is RMSprop
        && model.Layers[0] is Embedding && root.GetProperty("writer").Text("backend") == "tensorflow"
        && root.GetProperty("writer").Text("version").StartsWith("3.", StringComparison.Ordinal);

    /// <summary>The table after a step.</summary>
    /// <param name="model">The network before the step.</param>
    /// <param name="x">(batch, places): words, 0 for none.</param>
    /// <param name="y">The targets.</param>
    public static Tensor Table(Model model, Tensor x, Tensors y)
    {
        var (embedding, optimizer) = ((Embedding)model.Layers[0], (RMSprop)model.Optimizer!);
        var table = model.GetWeights()[0];
        var places = (int)x.Size;
        var words = x.Cast(DType.Int32).Reshape(places);
        // The same network with a row of its own for each place: what plain descent takes off a row is the gradient of the place.
        var twin = new Sequential { new Embedding(places + 1, embedding.OutputDim, maskZero: embedding.MaskZero) };
        foreach (var layer in model.Layers.Skip(1))
        {
            twin.Add(layer.Clone());
        }
        var numbers = Tensor.Arange(1, places + 1, dtype: DType.Int32).Reshape(x.Shape);
        numbers = Tensor.Where(x.NotEqualTo(0), numbers, Tensor.ZerosLike(numbers));
        twin.Predict(numbers, verbose: Verbosity.Silent);
        var apart = Tensor.Concat([table.Narrow(0, 0, 1), table.Gather(words)], 0);
        twin.SetWeights([apart, .. model.GetWeights().Skip(1)]);
        twin.Compile(new SGD(1), new BinaryCrossentropy());
        twin.TrainOnBatch(numbers, y);
        var gradients = (apart - twin.GetWeights()[0]).Narrow(0, 1, places);

        var placesOfWords = OneHot.Encode(words, embedding.InputDim).Transpose();
        var (sums, squares) = (Tensor.MatMul(placesOfWords, gradients), Tensor.MatMul(placesOfWords, gradients.Square()));
        var velocity = optimizer.Variables.First(variable => variable.Name.EndsWith("velocity", StringComparison.Ordinal)).ToTensor();
        var next = (optimizer.Rho * velocity) + ((1 - optimizer.Rho) * squares);
        return table - (optimizer.LearningRateValue * sums / (next + optimizer.Epsilon).Sqrt());
    }
}
