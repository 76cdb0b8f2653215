namespace Cornea.Reliability;

/// <summary>Writes one file of each format; their content follows from formulas, so that a test needs nothing beside them.</summary>
internal static class Corpus
{
    public static int Run(Arguments arguments)
    {
        var folder = arguments.Values.Count == 1 ? arguments.Values[0] : throw new UsageException("corpus expects a folder.");
        Directory.CreateDirectory(folder);
        string At(string name) => Path.Combine(folder, name);

        var model = new Sequential([new Dense(3, Activation.Tanh, inputDim: 4), new Dense(2)]);
        model.Compile(new Adam(0.01), new MeanSquaredError(), [new MeanAbsoluteError()]);
        model.SetWeights([.. model.GetWeights().Select(weight => Values(weight.Shape))]);
        model.Save(At("model.keras"));
        model.Save(At("model.h5"));
        model.SaveWeights(At("model.weights.h5"));
        model.SaveWeights(At("model.safetensors"));
        model.Trainer.GetState().Save(At("state.safetensors"));

        var values = Values([2, 3, 4]);
        var bytes = (values * 8 + 5).Cast(DType.UInt8).Compute();
        NpyFile.Write(At("values.npy"), values);
        NpzFile.Write(At("values.npz"), new Dictionary<string, Tensor> { ["values"] = values, ["bytes"] = bytes });
        SafetensorsFile.Write(At("values.safetensors"), new Dictionary<string, Tensor> { ["values"] = values, ["bytes"] = bytes });
        IdxFile.Write(At("bytes.idx"), bytes);
        PngFile.Write(At("bytes.png"), bytes.ToArray<byte>(), width: 4, height: 6);
        return 0;
    }

    /// <summary>Element i is ((7 i) mod 11 - 5) / 8, which every format holds exactly.</summary>
    private static Tensor Values(Shape shape) =>
        Tensor.From([.. Enumerable.Range(0, shape.Size).Select(i => (i * 7 % 11 - 5) / 8f)], shape);
}
