namespace Cornea.Torch;

/// <summary>Which of torchvision's published networks a state dict is of, by the shapes of its tensors.</summary>
internal static class TorchMember
{
    private static readonly Dictionary<string, string> Published = new(StringComparer.Ordinal)
    {
        ["resnet of 2, 2, 2, 2 blocks of 2 convolutions, 64 channels of 64"] = "resnet18",
        ["resnet of 3, 4, 6, 3 blocks of 2 convolutions, 64 channels of 64"] = "resnet34",
        ["resnet of 3, 4, 6, 3 blocks of 3 convolutions, 64 channels of 64"] = "resnet50",
        ["resnet of 3, 4, 23, 3 blocks of 3 convolutions, 64 channels of 64"] = "resnet101",
        ["resnet of 3, 8, 36, 3 blocks of 3 convolutions, 64 channels of 64"] = "resnet152",
        ["resnet of 3, 4, 6, 3 blocks of 3 convolutions, 128 channels of 4"] = "resnext50_32x4d",
        ["resnet of 3, 4, 23, 3 blocks of 3 convolutions, 256 channels of 8"] = "resnext101_32x8d",
        ["resnet of 3, 4, 23, 3 blocks of 3 convolutions, 256 channels of 4"] = "resnext101_64x4d",
        ["resnet of 3, 4, 6, 3 blocks of 3 convolutions, 128 channels of 128"] = "wide_resnet50_2",
        ["resnet of 3, 4, 23, 3 blocks of 3 convolutions, 128 channels of 128"] = "wide_resnet101_2",
        ["densenet of 6, 12, 24, 16 layers of 32 channels"] = "densenet121",
        ["densenet of 6, 12, 36, 24 layers of 48 channels"] = "densenet161",
        ["densenet of 6, 12, 32, 32 layers of 32 channels"] = "densenet169",
        ["densenet of 6, 12, 48, 32 layers of 32 channels"] = "densenet201",
        ["efficientnet of 16 blocks to 1280 channels"] = "efficientnet_b0",
        ["efficientnet of 23 blocks to 1280 channels"] = "efficientnet_b1",
        ["efficientnet of 23 blocks to 1408 channels"] = "efficientnet_b2",
        ["efficientnet of 26 blocks to 1536 channels"] = "efficientnet_b3",
        ["efficientnet of 32 blocks to 1792 channels"] = "efficientnet_b4",
        ["efficientnet of 39 blocks to 2048 channels"] = "efficientnet_b5",
        ["efficientnet of 45 blocks to 2304 channels"] = "efficientnet_b6",
        ["efficientnet of 55 blocks to 2560 channels"] = "efficientnet_b7",
        ["mobilenet_v2 of 17 blocks to 1280 channels"] = "mobilenet_v2",
        ["mobilenet_v3 of 15 blocks to 960 channels"] = "mobilenet_v3_large",
        ["mobilenet_v3 of 11 blocks to 576 channels"] = "mobilenet_v3_small",
        ["convnext of 3, 3, 9, 3 blocks from 96 channels"] = "convnext_tiny",
        ["convnext of 3, 3, 27, 3 blocks from 96 channels"] = "convnext_small",
        ["convnext of 3, 3, 27, 3 blocks from 128 channels"] = "convnext_base",
        ["convnext of 3, 3, 27, 3 blocks from 192 channels"] = "convnext_large",
        ["vgg of 8 convolutions from 64 channels"] = "vgg11",
        ["vgg of 10 convolutions from 64 channels"] = "vgg13",
        ["vgg of 13 convolutions from 64 channels"] = "vgg16",
        ["vgg of 16 convolutions from 64 channels"] = "vgg19",
        ["squeezenet from 96 channels of 7 x 7"] = "squeezenet1_0",
        ["squeezenet from 64 channels of 3 x 3"] = "squeezenet1_1",
        ["alexnet from 64 channels"] = "alexnet",
        ["efficientnet_v2 of 40 blocks to 1280 channels"] = "efficientnet_v2_s",
        ["efficientnet_v2 of 57 blocks to 1280 channels"] = "efficientnet_v2_m",
        ["efficientnet_v2 of 79 blocks to 1280 channels"] = "efficientnet_v2_l",
        ["inception_v3 from 32 channels"] = "inception_v3",
    };

    /// <summary>The name of the published network, or null, and what the tensors say of it, which begins with the family.</summary>
    /// <param name="state">The state dict.</param>
    /// <param name="family">The family, as <see cref="TorchModels.From"/> names its model.</param>
    public static (string? Name, string Description) Of(TorchStateDict state, string family)
    {
        var description = Describe(state, family);
        var name = Published.GetValueOrDefault(description);
        return (name is not null && family == "vgg" && state.Contains("features.1.running_mean") ? name + "_bn" : name, description);
    }

    /// <summary>Whether a state dict is of a published network but for its widths.</summary>
    /// <param name="name">The network, such as <c>mobilenet_v3_small</c>.</param>
    /// <param name="description">What the tensors say, as <see cref="Of"/> gives it.</param>
    public static bool IsOfOtherWidth(string name, string description)
    {
        static string Blocks(string text) => text.Split(" to ")[0];
        return Published.Any(one => Plain(one.Value) == Plain(name) && one.Key.Contains("blocks to", StringComparison.Ordinal)
            && Blocks(one.Key) == Blocks(description));
    }

    /// <summary>A name without what people leave out or write large.</summary>
    public static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string Describe(TorchStateDict state, string family)
    {
        int Count(Func<int, string> name, int first = 0)
        {
            var count = 0;
            while (state.Contains(name(first + count)))
                count++;
            return count;
        }
        int Outputs(string module) => state.ShapeOf(module + ".weight")[0];
        switch (family)
        {
            case "resnet":
                var convolutions = state.Contains("layer1.0.conv3.weight") ? 3 : 2;
                return $"resnet of {Each(stage => Count(block => $"layer{stage + 1}.{block}.conv1.weight"))} blocks of {convolutions} "
                    + $"convolutions, {Outputs("layer1.0.conv1")} channels of {state.ShapeOf("layer1.0.conv2.weight")[1]}";
            case "densenet":
                var layers = Each(stage => Count(layer => $"features.denseblock{stage + 1}.denselayer{layer}.conv1.weight", first: 1));
                return $"densenet of {layers} layers of {Outputs("features.denseblock1.denselayer1.conv2")} channels";
            case "efficientnet" or "efficientnet_v2":
                var stages = Count(stage => $"features.{stage}.0.block.0.0.weight", first: 1);
                var blocks = Enumerable.Range(1, stages).Sum(stage => Count(block => $"features.{stage}.{block}.block.0.0.weight"));
                return $"{family} of {blocks} blocks to {Outputs($"features.{stages + 1}.0")} channels";
            case "mobilenet_v2":
                var inverted = Count(block => $"features.{block}.conv.0.0.weight", first: 1);
                return $"mobilenet_v2 of {inverted} blocks to {Outputs($"features.{inverted + 1}.0")} channels";
            case "mobilenet_v3":
                var all = Count(block => $"features.{block}.block.0.0.weight", first: 1);
                return $"mobilenet_v3 of {all} blocks to {Outputs($"features.{all + 1}.0")} channels";
            case "convnext":
                return $"convnext of {Each(stage => Count(block => $"features.{2 * stage + 1}.{block}.block.0.weight"))} blocks from "
                    + $"{Outputs("features.0.0")} channels";
            case "vgg":
                var windows = Enumerable.Range(0, 100).Count(i =>
                    state.Contains($"features.{i}.weight") && state.ShapeOf($"features.{i}.weight").Rank == 4);
                return $"vgg of {windows} convolutions from {Outputs("features.0")} channels";
            case "squeezenet":
                var first = state.ShapeOf("features.0.weight");
                return $"squeezenet from {first[0]} channels of {first[2]} x {first[3]}";
            case "inception_v3":
                return $"inception_v3 from {Outputs("Conv2d_1a_3x3.conv")} channels";
            default:
                return $"{family} from {Outputs("features.0")} channels";
        }

        static string Each(Func<int, int> count) =>
            string.Join(", ", Enumerable.Range(0, 100).Select(count).TakeWhile(number => number > 0));
    }
}
