namespace Cornea.Serving;

/// <summary>Tries whether a model gives a sample the same answer filled up as alone, and refuses the model otherwise.</summary>
internal static class PaddingCheck
{
    // The time steps that are filled in take part in sums, as zeros, and sums are added in blocks.
    private const float Tolerance = 1e-5f;

    public static void Run(Model model, ServedModel served, SequencePadding padding, CompileOptions options)
    {
        if (model.Inputs.Any(input => input.Rank < 2 || input.Shape[1] != Shape.Unknown || !input.Shape[2..].IsKnown))
        {
            throw new InvalidOperationException(
                $"Padding fills up the first axis of each sample, but model '{model.Name}' has inputs of shapes " +
                $"{string.Join(", ", model.Inputs.Select(input => input.Shape))}. " +
                "Leave that axis alone open, or serve it without Padding.");
        }
        var (shorter, longer) = (Sample(model, served, padding.Multiple - 1), Sample(model, served, padding.Multiple));
        var alone = new BatchFunction(model, new SampleShapes(shorter.Shapes.Own, shorter.Shapes.Own), 1, null, options)
            .Run([shorter], served.Version)[0];
        var together = new BatchFunction(model, shorter.Shapes, 2, padding, options).Run([longer, shorter], served.Version)[1];
        foreach (var (a, b) in alone.Outputs.Zip(together.Outputs))
        {
            if (a.Shape != b.Shape || a.ToArray().Zip(b.ToArray()).Any(pair =>
                Math.Abs(pair.First - pair.Second) > Tolerance * (1 + Math.Abs(pair.First))))
            {
                throw new InvalidOperationException(
                    $"Model '{model.Name}' gives a sample of {padding.Multiple - 1} time steps another answer when it is filled up to " +
                    $"{padding.Multiple} with {padding.Value}: it does not mask what is filled in. Begin it with Masking or " +
                    "Embedding(maskZero: true), or serve it without Padding.");
            }
        }
    }

    private static PredictionRequest Sample(Model model, ServedModel served, int length)
    {
        Shape[] shapes = [.. model.Inputs.Select(input => input.Shape[1..].With(0, length))];
        // One is a token wherever there are tokens, and is not the value that is masked.
        var hasTokens = model.Layers.Any(layer => layer is Embedding);
        var inputs = model.Inputs.Select((input, i) => Tensor.From(
            [.. Enumerable.Range(0, shapes[i].Size).Select(k => hasTokens ? 1 : 0.25f + k % 7 * 0.125f)], shapes[i])
            .Cast(input.DType).AsBytes().ToArray());
        return new PredictionRequest([.. inputs], served.Shapes(shapes));
    }
}
