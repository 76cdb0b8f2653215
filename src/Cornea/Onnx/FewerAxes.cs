using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>
/// Windows over more than three spatial axes, of which the others are one element wide: those axes are laid beside the batch. Keras's
/// export with JAX writes such.
/// </summary>
internal static class FewerAxes
{
    private const int Most = 3;

    private static readonly string[] PerAxis = ["kernel_shape", "strides", "dilations"];

    /// <summary>Computes a node, with fewer spatial axes where it has too many.</summary>
    public static Tensor?[] Compute(OperatorCall call, Func<OperatorCall, Tensor?[]> compute)
    {
        var x = call[0];
        var spatial = x.Rank - 2;
        if (spatial <= Most || call.Wants(1))
            return compute(call);
        x = call.ChannelsLast ? x.MoveAxis(-1, 1) : x;
        var kernel = call.Ints("kernel_shape") ?? [.. call[1].Shape.Skip(2)];
        var strides = call.Ints("strides") ?? [.. Enumerable.Repeat(1, spatial)];
        var pads = call.Ints("pads") ?? new int[2 * spatial];
        if (kernel.Length != spatial || strides.Length != spatial || pads.Length != 2 * spatial)
            throw call.Fault($"a window of {kernel.Length} axes does not fit {x.Shape}", "kernel_shape");
        int[] kept = [.. Enumerable.Range(0, spatial)
            .Where(i => kernel[i] != 1 || strides[i] != 1 || pads[i] != 0 || pads[i + spatial] != 0)];
        if (kept.Length > Most)
            throw call.Fault($"windows over {kept.Length} spatial axes are not supported", "kernel_shape");
        kept = kept.Length > 0 ? kept : [0];
        int[] others = [.. Enumerable.Range(0, spatial).Except(kept)];
        int[] order = [0, .. others.Select(i => i + 2), 1, .. kept.Select(i => i + 2)];
        var moved = x.Transpose(order);
        var batch = moved.Shape[..(1 + others.Length)];
        var inner = moved.Reshape(new Shape([batch.Size, .. moved.Shape[(1 + others.Length)..]]));
        var attributes = new Dictionary<string, OnnxAttribute>(call.Node.Attributes, StringComparer.Ordinal);
        attributes.Remove(OperatorCall.ChannelsLastAttribute);
        foreach (var name in PerAxis.Where(attributes.ContainsKey))
            attributes[name] = attributes[name] with { Ints = [.. kept.Select(i => attributes[name].Ints[i])] };
        if (attributes.TryGetValue("pads", out var all))
            attributes["pads"] = all with { Ints = [.. kept.Select(i => all.Ints[i]), .. kept.Select(i => all.Ints[i + spatial])] };
        Tensor?[] inputs = call.Count == 1 ? [inner]
            : [inner, call[1].Reshape(new Shape([.. call[1].Shape[..2], .. kept.Select(i => call[1].Shape[i + 2])])), call.Optional(2)];
        var y = compute(new OperatorCall(call.Node with { Attributes = attributes }, inputs))[0]!;
        var back = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            back[order[i]] = i;
        var result = y.Reshape(new Shape([.. batch, .. y.Shape[1..]])).Transpose(back);
        return [call.ChannelsLast ? result.MoveAxis(1, -1) : result];
    }
}
