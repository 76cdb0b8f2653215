using System.Text.Json;
using Cornea.Torch;

namespace Cornea.Conformance;

/// <summary>
/// One JSON beside a state dict of PyTorch as safetensors: the network is built from it, every tensor is used, and it predicts what PyTorch
/// predicts.
/// </summary>
public sealed class TorchReplay : Replay
{
    /// <summary>Any JSON that has a safetensors file of its name and lists its keys.</summary>
    public override string File => "*.json";

    /// <summary>Whether a JSON file describes a state dict.</summary>
    /// <param name="path">The file.</param>
    public static bool Describes(string path)
    {
        if (!System.IO.File.Exists(StateOf(path)))
            return false;
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        return document.RootElement.Optional("keys") is not null && document.RootElement.Optional("modules") is not null;
    }

    /// <inheritdoc/>
    public override IEnumerable<CaseResult> Run(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        var root = document.RootElement;
        return [Judge(Path.GetFileName(StateOf(path)), root.Text("name"), comparison => Check(root, StateOf(path), comparison))];
    }

    private static void Check(JsonElement root, string path, Comparison comparison)
    {
        var state = TorchStateDict.Read(path);
        comparison.Same("names", string.Join(' ', state.Names.Order()), string.Join(' ', Keys(root).Order()));
        var outputs = Outputs(root, state);
        state.RequireAllUsed();
        foreach (var (expected, i) in root.GetProperty("outputs").EnumerateArray().Select((output, i) => (output, i)))
        {
            // PyTorch's last states stand beside; those here are part of what a sequence's ends say.
            if (i < outputs.Count)
                comparison.Near($"output {i}", outputs[i], expected, root.Number("tolerance"));
        }
    }

    private static IEnumerable<string> Keys(JsonElement root) =>
        root.GetProperty("keys").EnumerateArray().Select(key => key[0].GetString()!);

    private static IReadOnlyList<Tensor> Outputs(JsonElement root, TorchStateDict state) => root.Text("name") switch
    {
        "lstm_bidirectional" => Recurrent(root, state, units => new LSTM(units, returnSequences: true, returnState: true)),
        "gru_bidirectional" => Recurrent(root, state, units => new GRU(units, returnSequences: true, returnState: true)),
        "multihead_attention" => Attention(root, state),
        "transformer_encoder" => Transformer(root, state),
        "layers" => Layers(root, state),
        var name => Image(name, root, state),
    };

    // Each module by itself: matrices, pictures, volumes and numbers of rows of a table are inputs; lines are the means of the pictures.
    private static Tensor[] Layers(JsonElement root, TorchStateDict state)
    {
        var layers = new TorchLayers(state);
        var x = Input(root, "x");
        Tensor[] outputs = [.. Modules(root).Where(module => module.Class != "Parameter").Select(module => layers.Output(
            module.Path, module.Class, module.Text, module.Class switch
            {
                "Linear" or "Bilinear" => Input(root, "a"),
                "Embedding" => Input(root, "ids").Cast(DType.Int32),
                "Conv3d" or "ConvTranspose3d" or "BatchNorm3d" => Input(root, "z"),
                var type when type.EndsWith("1d", StringComparison.Ordinal) => x.Mean(-1),
                _ => x,
            }))];
        return state.Contains("scale") ? [.. outputs, x * state["scale"] + state["shift"]] : outputs;
    }

    private static IReadOnlyList<Tensor> Image(string name, JsonElement root, TorchStateDict state)
    {
        var x = Input(root, "x").Transpose(0, 2, 3, 1);
        var shape = x.Shape[1..];
        // Strides and epsilons are not in a state dict; those of the small networks are not the published ones.
        int[] strides = [.. Modules(root).Where(IsOfBlock).Select(module => StrideOf(module.Text))];
        var model = name switch
        {
            "mobilenet_v2" => TorchModels.MobileNetV2(state, shape, strides),
            "efficientnet_small" => TorchModels.EfficientNet(state, shape, [1, 2, 2], epsilon: 1e-3),
            _ => TorchModels.From(state, shape),
        };
        return [model.Predict(x, verbose: Verbosity.Silent)];
    }

    private static bool IsOfBlock((string Path, string Class, string Text) module) =>
        module.Class == "Conv2d" && module.Text.Contains("groups=", StringComparison.Ordinal);

    private static int StrideOf(string text) => text[text.IndexOf("stride=(", StringComparison.Ordinal) + "stride=(".Length] - '0';

    private static IReadOnlyList<Tensor> Recurrent(JsonElement root, TorchStateDict state, Func<int, RecurrentLayer> make)
    {
        var x = Input(root, "x");
        var units = state.ShapeOf("rnn.weight_hh_l0")[1];
        var input = Model.Input(x.Shape[1..]);
        var (first, second) = (new Bidirectional(make(units)), new Bidirectional(make(units)));
        var a = first.OnAll(input);
        var b = second.OnAll(a[0]);
        var dense = new Dense(state.ShapeOf("fc.weight")[0]);
        var y = new TimeDistributed(dense).On(b[0]);
        var model = new Functional(input, [y, .. a.Skip(1), .. b.Skip(1)]);
        state.Load(first, "rnn", 0);
        state.Load(second, "rnn", 1);
        state.Load(dense, "fc");
        var outputs = model.PredictAll(x, verbose: Verbosity.Silent);
        // Each direction gives its states, h and for an LSTM c; PyTorch stacks them: layer 0, its reverse, layer 1, its reverse.
        var kinds = (outputs.Count - 1) / 4;
        return [outputs[0], .. Enumerable.Range(0, kinds).Select(kind =>
            Tensor.Stack([.. Enumerable.Range(0, 4).Select(direction => outputs[1 + direction * kinds + kind])]))];
    }

    private static IReadOnlyList<Tensor> Attention(JsonElement root, TorchStateDict state)
    {
        var (q, k, v) = (Model.Input([4, 8]), Model.Input([5, 8]), Model.Input([5, 8]));
        var layer = new MultiHeadAttention(2, 4, returnAttentionScores: true);
        var both = layer.OnAll(q, v, k);
        var model = new Functional([q, k, v], both);
        state.Load(layer, "attn");
        Tensors x = new[] { Input(root, "q"), Input(root, "k"), Input(root, "v") };
        var outputs = model.PredictAll(x, verbose: Verbosity.Silent);
        return [outputs[0], outputs[1].Mean([1])];
    }

    private static IReadOnlyList<Tensor> Transformer(JsonElement root, TorchStateDict state)
    {
        var ids = Input(root, "ids");
        var input = Model.Input(ids.Shape[1..]);
        var embedding = new Embedding(11, 8);
        var x = embedding.On(input);
        for (var layer = 0; layer < 2; layer++)
            x = TorchTransformer.EncoderLayer(state, $"encoder.layers.{layer}", x, heads: 2);
        var norm = new LayerNormalization(epsilon: 1e-5);
        var head = new Dense(3);
        var y = head.On(new GlobalAveragePooling1D().On(norm.On(x)));
        state.Load(embedding, "embedding");
        state.Load(norm, "norm");
        state.Load(head, "head");
        return [new Functional(input, y).Predict(ids, verbose: Verbosity.Silent)];
    }

    internal static Tensor Input(JsonElement root, string name) => root.GetProperty("inputs").GetProperty(name).Tensor();

    private static IEnumerable<(string Path, string Class, string Text)> Modules(JsonElement root) => root.GetProperty("modules")
        .EnumerateArray().Select(module => (module[0].GetString()!, module[1].GetString()!, module[2].GetString()!));

    private static string StateOf(string path) => Path.ChangeExtension(path, ".safetensors");
}
