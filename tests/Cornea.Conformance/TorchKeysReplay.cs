using System.Text.Json;
using Cornea.Torch;

namespace Cornea.Conformance;

/// <summary>
/// The names and shapes of whole networks of torchvision without their values: every name finds its place in the network that is built
/// from them, and the network has as many parameters.
/// </summary>
public sealed class TorchKeysReplay : Replay
{
    private static readonly Shape Image = [224, 224, 3];

    /// <inheritdoc/>
    public override string File => "torchvision-keys.json";

    /// <inheritdoc/>
    public override IEnumerable<CaseResult> Run(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        foreach (var network in document.RootElement.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Object
            && entry.Value.Optional("keys") is not null))
        {
            yield return Judge(network.Name, network.Name, comparison => Map(network.Value, comparison));
        }
    }

    private static void Map(JsonElement network, Comparison comparison)
    {
        var keys = network.GetProperty("keys").EnumerateArray().ToArray();
        var state = new TorchStateDict(keys.ToDictionary(key => key[0].GetString()!, key => Tensor.Zeros(
            new Shape([.. key[2].EnumerateArray().Select(length => length.GetInt32())]),
            key[1].GetString() == "int64" ? DType.Int64 : DType.Float32).Compute()));
        var model = TorchModels.From(state, Image);
        state.RequireAllUsed();
        comparison.Same("parameters", $"{model.TrainableWeights.Sum(weight => (long)weight.Variable.Shape.Size)}",
            $"{network.GetProperty("parameters").GetInt64()}");
    }
}
