namespace Cornea.Onnx;

/// <summary>The activations of a recurrent operator as a layer has them: one for the gates, one for the state.</summary>
/// <param name="State">Of the candidate, and of what a cell puts out.</param>
/// <param name="Gate">Of the gates.</param>
internal sealed record RecurrentActivations(Activation State, Activation Gate)
{
    /// <summary>Reads those of a node; null where a layer has no such, or the directions differ.</summary>
    public static RecurrentActivations? Of(LayerCall call, int gates, int directions)
    {
        string[] names = [.. (call.Attributes.Texts("activations") ?? []).Select(name => name.ToLowerInvariant())];
        if (names.Length == 0)
            return new(Activation.Tanh, Activation.Sigmoid);
        var each = gates == 4 ? 3 : gates == 3 ? 2 : 1;
        if (names.Length != each * directions || (directions == 2 && !names[..each].SequenceEqual(names[each..])))
            return null;
        // Slopes and shifts stand in lists of all activations or of those that have some.
        float[] alphas = [.. (call.Attributes.Floats("activation_alpha") ?? []).Distinct()];
        float[] betas = [.. (call.Attributes.Floats("activation_beta") ?? []).Distinct()];
        var hard = names.Contains("hardsigmoid");
        if (hard && (alphas.Length > 1 || betas.Length > 1 || (betas.Length == 1 && betas[0] != 0.5f)))
            return null;
        var slope = alphas.Length == 1 ? alphas[0] : 0.2f;
        Activation? Known(string name) => name switch
        {
            "tanh" => Activation.Tanh,
            "sigmoid" => Activation.Sigmoid,
            "relu" => Activation.Relu,
            "softsign" => Activation.Softsign,
            "hardsigmoid" => Math.Abs(slope - 1 / 6f) < 1e-7f ? Activation.HardSigmoid
                : slope == 0.2f ? new HardSigmoidKeras2Activation() : null,
            _ => null,
        };
        var state = Known(names[each - 1]);
        var gate = gates == 1 ? Activation.Sigmoid : Known(names[0]);
        return state is null || gate is null || (gates == 4 && names[1] != names[2]) ? null : new(state, gate);
    }
}
