using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>The networks of cases that have files of weights alone.</summary>
internal static class NetworksWithoutFile
{
    /// <summary>The network of a case; null where one of its files has it.</summary>
    public static Model? Of(JsonElement root) => root.Text("name") switch
    {
        // The case names layers and shapes; of all combinations of activations these alone give its outputs.
        "k3_sharded" => new Sequential(name: "wide")
        {
            new Dense(20, Activation.Relu, inputDim: 12),
            new BatchNormalization(),
            new Dense(16, Activation.Relu),
            new Dense(20, Activation.Tanh),
            new Dense(3, Activation.Softmax),
        },
        "tfk221_subclassed_weights" => Ready(new BranchingNetwork(), root),
        _ => null,
    };

    // A class of one's own has its weights once it was called.
    private static Model Ready(Model model, JsonElement root)
    {
        model.Predict(root.GetProperty("inputs")[0].Tensor(), verbose: Verbosity.Silent);
        return model;
    }
}
