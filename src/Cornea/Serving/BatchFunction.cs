namespace Cornea.Serving;

/// <summary>A model compiled for a number of samples of one shape. One thread at a time.</summary>
internal sealed class BatchFunction
{
    private readonly CompiledFunction _function;
    private readonly byte[][] _filler; // of each input: one element
    private readonly bool[] _isOpen; // of each output: whether its first axis is as long as the first input's

    public BatchFunction(Model model, SampleShapes shapes, int rows, SequencePadding? padding, CompileOptions options)
    {
        Rows = rows;
        Shapes = shapes;
        Tensor[] inputs = [.. model.Inputs.Select((input, i) => Tensor.Input(
            shapes.Computed[i].Insert(0, rows), input.DType, input.Layer.Name))];
        Tensors outputs;
        lock (model.Trainer.Gate)
        {
            var context = new CallContext(seed: model.Seed);
            outputs = model.Run(inputs, context);
            foreach (var update in context.Updates)
            {
                throw new InvalidOperationException(
                    $"Model '{model.Name}' carries the state '{update.Target.Name}' from one call to the next, but a server's calls come " +
                    "from many callers. Make its layers without stateful, or give each caller a predictor of its own: model.Prepare().");
            }
            _function = new CompiledFunction(inputs, [.. outputs.Select(output => output.ToFloat32())], null, options);
        }
        foreach (var output in _function.Outputs)
        {
            if (output.Rank == 0 || output.Shape[0] != rows)
            {
                throw new InvalidOperationException(
                    $"Model '{model.Name}' makes an output of shape {output.Shape} from {rows} samples, so its first axis is not the " +
                    "batch and answers cannot be told apart. Serve a model whose outputs have a row for each sample.");
            }
        }
        _filler = [.. inputs.Select(input => Tensor.From([padding?.Value ?? 0f], [1]).Cast(input.DType).AsBytes().ToArray())];
        _isOpen = [.. _function.Outputs.Select((output, i) => padding is not null && output.Rank > 1
            && model.Outputs[i].Shape[1] == Shape.Unknown && output.Shape[1] == shapes.Computed[0][0])];
    }

    public int Rows { get; }

    public SampleShapes Shapes { get; }

    /// <summary>Computes the answers of some requests, at most as many as there are rows.</summary>
    public Prediction[] Run(IReadOnlyList<PredictionRequest> requests, string version)
    {
        for (var input = 0; input < _filler.Length; input++)
        {
            var bytes = _function.InputBytes(input);
            var row = bytes.Length / Rows;
            for (var i = 0; i < requests.Count; i++)
            {
                var whole = bytes.Slice(i * row, row);
                var sample = requests[i].Inputs[input];
                sample.CopyTo(whole);
                Fill(whole[sample.Length..], _filler[input]);
            }
            bytes[(requests.Count * row)..].Clear();
        }
        _function.Run();
        var answers = new Prediction[requests.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = Answer(requests[i], i, version);
        return answers;
    }

    private Prediction Answer(PredictionRequest request, int row, string version)
    {
        var values = new float[_function.Outputs.Count][];
        var shapes = new Shape[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var shape = _function.Outputs[i].Shape[1..];
            var all = _function.Output<float>(i).Slice(row * shape.Size, shape.Size);
            shapes[i] = _isOpen[i] ? shape.With(0, request.Shapes.Own[0][0]) : shape;
            values[i] = all[..shapes[i].Size].ToArray();
        }
        return new Prediction(version, values, shapes);
    }

    private static void Fill(Span<byte> bytes, byte[] element)
    {
        for (var at = 0; at < bytes.Length; at += element.Length)
            element.CopyTo(bytes[at..]);
    }
}
