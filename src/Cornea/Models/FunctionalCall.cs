using System.Collections.Immutable;

namespace Cornea.Models;

/// <summary>A call of a layer in the configuration of a functional model.</summary>
/// <param name="Inputs">The tensors it is called on.</param>
/// <param name="Keywords">Its other arguments by name.</param>
internal sealed record FunctionalCall(IReadOnlyList<FunctionalTensor> Inputs, ConfigObject Keywords)
{
    /// <summary>The argument of an attention's call that says what may be seen.</summary>
    public const string AttentionMask = "attention_mask";

    /// <summary>The argument of a call that says which steps of its input count, or a list of them for a list of inputs.</summary>
    public const string Mask = "mask";

    /// <summary>The same of an attention's call, by the places of its inputs.</summary>
    public static readonly ImmutableArray<string> AttentionMasks = ["query_mask", "value_mask", "key_mask"];

    /// <summary>The argument of an embedding's call that says to go backwards.</summary>
    public const string Reverse = "reverse";

    /// <summary>The masks that are given by name, by the places of the inputs that they are for.</summary>
    public IReadOnlyDictionary<int, FunctionalTensor> Masks { get; private init; } = new Dictionary<int, FunctionalTensor>();

    /// <summary>Whether the call says by name what its mask is, be it none.</summary>
    public bool NamesMask { get; private init; }

    // The names of the inputs where they are given as an object; null where they are given in order.
    private string[]? Names { get; init; }

    /// <summary>Whether an embedding is called backwards, from vectors to scores.</summary>
    public bool IsReverse { get; private init; }

    /// <summary>The key beside the arguments of a call whose <c>training</c> counts whatever the model does.</summary>
    public const string KeepsTraining = "keeps_training";

    /// <summary>Whether the call says to behave as in training.</summary>
    public bool? Training => Keywords.Given("training")?.AsBoolean();

    /// <summary>Whether <see cref="Training"/> was said for this call. Keras 3 notes the default of the layer as well, and lets the model
    /// decide in any case.</summary>
    public bool SaysTraining { get; private init; }

    /// <summary>Reads a call as Keras 3 writes it (<c>args</c>, <c>kwargs</c>) or Keras 2 (a list of [name, node, tensor,
    /// kwargs]).</summary>
    /// <param name="value">The call.</param>
    /// <param name="isOperation">Whether any argument may be a tensor; layers take those that are known.</param>
    public static FunctionalCall Read(ConfigValue value, bool isOperation = false)
    {
        var inputs = new List<FunctionalTensor>();
        if (value.Kind == ConfigValueKind.List)
        {
            var first = new ConfigObject();
            foreach (var entry in value.AsList() is [{ Kind: ConfigValueKind.Text }, ..] ? [value] : value.AsList())
            {
                inputs.Add(FunctionalTensor.Read(entry));
                if (inputs.Count == 1 && entry.AsList().Count > 3)
                    first = entry.AsList()[3].AsObject();
            }
            return new FunctionalCall(inputs, first);
        }
        var call = value.AsObject();
        Collect(call.Given("args") ?? ConfigValue.Null, inputs);
        var keywords = new ConfigObject();
        var masks = new Dictionary<int, FunctionalTensor>();
        // A recurrent layer takes its states, and an attention layer its other inputs, by name too.
        var byName = call.Given("kwargs")?.AsObject() ?? [];
        foreach (var (name, argument) in Ordered(byName).Where(pair => isOperation || pair.Key != Reverse))
        {
            var before = inputs.Count;
            if (!isOperation && (name == Mask || AttentionMasks.Contains(name)) && TakeMasks(name, argument, masks))
                continue;
            if (isOperation || name is "query" or "value" or "key" or "initial_state" or AttentionMask)
                Collect(argument, inputs);
            if (name == AttentionMask && inputs.Count > before && before == 2)
            {
                // Without a key of its own the value is the key, and the mask is the fourth.
                inputs.Insert(2, inputs[1]);
            }
            if (inputs.Count == before)
                keywords.Add(name, argument);
        }
        return new FunctionalCall(inputs, keywords)
        {
            Masks = masks,
            NamesMask = byName.Contains(Mask),
            SaysTraining = call.Contains(KeepsTraining),
            IsReverse = !isOperation && byName.Given(Reverse)?.AsBoolean() == true,
            Names = call.Given("args") is { Kind: ConfigValueKind.List } args && args.AsList() is [{ Kind: ConfigValueKind.Object } only]
                && !only.AsObject().Contains("class_name") ? [.. only.AsObject().Keys] : null,
        };
    }

    /// <summary>The call of a nested model with its inputs in the order in which the model has them.</summary>
    /// <param name="layer">The configuration of what is called.</param>
    /// <exception cref="ConfigException">An input of the model is not given.</exception>
    public FunctionalCall InOrderOf(ConfigObject layer)
    {
        if (Names is not { } names || layer.Given("config")?.AsObject().Given("input_layers") is not { } entrances)
            return this;
        var order = entrances.Kind == ConfigValueKind.Object ? entrances.AsObject().Keys
            : entrances.AsList() is [{ Kind: ConfigValueKind.Text } single, ..] ? [single.AsText()]
            : entrances.AsList().Select(entrance => FunctionalTensor.Read(entrance).Layer);
        return this with
        {
            Inputs = [.. order.Select(name => Array.IndexOf(names, name) is >= 0 and var place && place < Inputs.Count ? Inputs[place]
                : throw new ConfigException($"Model '{layer.Given("name")}' is called without its input '{name}'."))],
            Masks = order.Index().Where(entrance => Masks.ContainsKey(Array.IndexOf(names, entrance.Item)))
                .ToDictionary(entrance => entrance.Index, entrance => Masks[Array.IndexOf(names, entrance.Item)]),
        };
    }

    // Whether the argument is nothing but masks: one, or a list or an object of them with gaps.
    private static bool TakeMasks(string name, ConfigValue argument, Dictionary<int, FunctionalTensor> masks)
    {
        IReadOnlyList<ConfigValue> each = argument.Kind == ConfigValueKind.List ? argument.AsList()
            : argument.Kind == ConfigValueKind.Object && !argument.AsObject().Contains("class_name")
                ? [.. argument.AsObject().Select(pair => pair.Value)] : [argument];
        var found = new List<FunctionalTensor>();
        foreach (var mask in each)
            Collect(mask, found);
        if (found.Count != each.Count(mask => !mask.IsNull))
            return false;
        var next = 0;
        foreach (var (place, mask) in each.Index().Where(pair => !pair.Item.IsNull))
            masks[name == Mask ? place : AttentionMasks.IndexOf(name)] = found[next++];
        return true;
    }

    // The order of a layer's inputs, whatever that of the names.
    private static IEnumerable<KeyValuePair<string, ConfigValue>> Ordered(ConfigObject byName)
    {
        string[] known = ["query", "value", "key", AttentionMask];
        return byName.OrderBy(pair => Array.IndexOf(known, pair.Key) is >= 0 and var place ? place : known.Length);
    }

    private static void Collect(ConfigValue value, List<FunctionalTensor> inputs)
    {
        if (value.Kind == ConfigValueKind.List)
        {
            foreach (var item in value.AsList())
                Collect(item, inputs);
        }
        else if (value.Kind == ConfigValueKind.Object && !value.AsObject().Contains("class_name"))
        {
            foreach (var (_, item) in value.AsObject())
                Collect(item, inputs);
        }
        else if (value.Kind == ConfigValueKind.Object && value.AsObject().Given("class_name") is { } name
            && name.AsText() == NodeValue.TensorClass)
        {
            inputs.Add(FunctionalTensor.Read(
                (value.AsObject().Given("config")?.AsObject().Given("keras_history")) ?? throw new ConfigException(
                    $"A tensor with a keras_history was expected, but received {value}.")));
        }
    }
}
