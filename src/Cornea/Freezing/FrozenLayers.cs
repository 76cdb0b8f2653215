namespace Cornea.Freezing;

/// <summary>Writes the call of each kind of layer.</summary>
internal static partial class FrozenLayers
{
    /// <summary>Writes one call; gives the reason where it cannot be written, else null.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">Its inputs, without the batch axis.</param>
    /// <param name="shapes">The shapes of its outputs, without the batch axis.</param>
    /// <param name="code">Takes the call.</param>
    /// <param name="results">The outputs.</param>
    public static string? Write(Layer layer, FrozenValue[] inputs, Shape[] shapes, FrozenCode code, out FrozenValue[]? results)
    {
        var writer = new LayerWriting(inputs, shapes, code);
        var reason = Obstacle(layer) ?? Write(layer, writer);
        results = reason is null ? writer.Results : null;
        return reason;
    }

    private static string? Obstacle(Layer layer)
    {
        // Numbers of 16 bits are rounded after each step, which no other order of sums would meet to the last bit.
        if (layer is not InputLayer && layer.DTypePolicy.ComputeDType is (DType.Float16 or DType.BFloat16))
            return $"it computes in {layer.DTypePolicy.ComputeDType.Name()}";
        return layer.Weights.Any(weight => weight.Variable.DType is not (DType.Float32 or DType.Float64 or DType.Int32 or DType.Int64))
            ? "its weights are not float32" : null;
    }

    private static string? Write(Layer layer, LayerWriting to) => layer switch
    {
        InputLayer or Identity or Dropout or SpatialDropout1D or SpatialDropout2D or SpatialDropout3D or GaussianDropout or GaussianNoise
            or AlphaDropout or ActivityRegularization => to.Reshaped(),
        Flatten flatten when flatten.DataFormat == DataFormat.ChannelsFirst && to.Input.Shape.Rank > 1 => ChannelsFirst,
        Flatten or Reshape => to.Reshaped(),
        Dense dense => Dense(dense, to),
        TimeDistributed { Layer: Dense dense } => Dense(dense, to),
        TimeDistributed { Layer: ActivationLayer or Dropout or Flatten } => TimeDistributed(((TimeDistributed)layer).Layer, to),
        SeparableLayer separable => Separable(separable, to),
        DepthwiseLayer depthwise => Depthwise(depthwise, to),
        Conv1D or Conv2D => Convolution((ConvolutionLayer)layer, to),
        Conv1DTranspose or Conv2DTranspose => Transposed((TransposedConvolutionLayer)layer, to),
        MaxPooling1D or MaxPooling2D => Pool((PoolingLayer)layer, largest: true, to),
        AveragePooling1D or AveragePooling2D => Pool((PoolingLayer)layer, largest: false, to),
        GlobalPoolingLayer pooling => GlobalPool(pooling, to),
        BatchNormalization normalization => BatchNormalization(normalization, to),
        LayerNormalization normalization => LayerNormalization(normalization, to),
        RMSNormalization normalization => RMSNormalization(normalization, to),
        Normalization normalization => Normalization(normalization, to),
        Rescaling rescaling => Rescaling(rescaling, to),
        ActivationLayer activation => Activate(activation.Activation, to, to.InPlace()),
        ReLU relu => to.Then(to.InPlace(), "ReLU", (float)relu.NegativeSlope, (float)(relu.MaxValue ?? double.PositiveInfinity),
            (float)relu.Threshold),
        LeakyReLU leaky => to.Then(to.InPlace(), "ReLU", (float)leaky.NegativeSlope, float.PositiveInfinity, 0f),
        ELU elu => to.Then(to.InPlace(), "Elu", (float)elu.Alpha),
        PReLU prelu => PReLU(prelu, to),
        Softmax softmax when softmax.Axis is [-1] || softmax.Axis is [var axis] && axis == to.Input.Shape.Rank =>
            to.Then(to.InPlace(), "Softmax", to.Input.Shape[^1]),
        Add => Combine("Add", to),
        Subtract => Combine("Subtract", to),
        Multiply => Combine("Multiply", to),
        Maximum => Combine("Maximum", to),
        Minimum => Combine("Minimum", to),
        Average average => Average(average, to),
        Concatenate concatenate => Concatenate(concatenate, to),
        ZeroPadding1D padding => Pad([padding.Padding, (0, 0)], padding.DataFormat, to),
        ZeroPadding2D padding => Pad(padding.Padding, padding.DataFormat, to),
        Cropping1D cropping => Crop([cropping.Cropping, (0, 0)], DataFormat.ChannelsLast, to),
        Cropping2D cropping => Crop(cropping.Cropping, cropping.DataFormat, to),
        UpSampling1D up => Upsample(up.Size, 1, DataFormat.ChannelsLast, to),
        UpSampling2D { Interpolation: Interpolation.Nearest } up => Upsample(up.Size.Item1, up.Size.Item2, up.DataFormat, to),
        Permute permute => Permute(permute, to),
        RepeatVector repeat => Repeat(repeat, to),
        Embedding embedding => Embedding(embedding, to),
        Bidirectional bidirectional => Bidirectional(bidirectional, to),
        RecurrentLayer recurrent => Recurrent(recurrent, to),
        _ => $"{NoCode} it",
    };

    /// <summary>The reason where a layer has no code of its own.</summary>
    public const string NoCode = "there is no code for";

    private const string ChannelsFirst = "its channels come first";

    private static string? TimeDistributed(Layer layer, LayerWriting to) => layer switch
    {
        ActivationLayer activation => Activate(activation.Activation, to, to.InPlace()),
        _ => to.Reshaped(),
    };

    private static string? Dense(Dense dense, LayerWriting to)
    {
        var y = to.Take();
        to.Code.Call("Dense", to.Input, to.Code.Weight(dense.Kernel!.ToTensor()), to.Code.Weight(dense.Bias, dense.Units), y,
            dense.Kernel.Shape[0]);
        return Activate(dense.Activation, to, y);
    }

    private static string? Embedding(Embedding embedding, LayerWriting to)
    {
        if (embedding.MaskZero)
            return "it masks time steps";
        var y = to.Take();
        to.Code.Call("Embedding", to.Input, to.Code.Weight(Weight(embedding, "embeddings")), y, embedding.OutputDim);
        return null;
    }

    private static string? Activate(Activation activation, LayerWriting to, FrozenValue y)
    {
        if (activation is LinearActivation)
            return null;
        if (ActivationCall(activation, y.Shape.Rank == 0 ? 1 : y.Shape[^1]) is not { } call)
            return $"there is no code for its activation '{activation.Name}'";
        return to.Then(y, call.Kernel, call.Arguments);
    }

    private static (string Kernel, object[] Arguments)? ActivationCall(Activation activation, int last) => activation switch
    {
        ReluActivation { NegativeSlope: 0, MaxValue: null, Threshold: 0 } => ("Relu", []),
        ReluActivation relu => ("ReLU",
            [(float)relu.NegativeSlope, (float)(relu.MaxValue ?? double.PositiveInfinity), (float)relu.Threshold]),
        Relu6Activation => ("ReLU", [0f, 6f, 0f]),
        LeakyReluActivation leaky => ("ReLU", [(float)leaky.NegativeSlope, float.PositiveInfinity, 0f]),
        EluActivation elu => ("Elu", [(float)elu.Alpha]),
        GeluActivation gelu => (gelu.Approximate ? "GeluTanh" : "Gelu", []),
        SoftmaxActivation => ("Softmax", [last]),
        SeluActivation => ("Selu", []),
        SigmoidActivation => ("Sigmoid", []),
        TanhActivation => ("Tanh", []),
        HardSigmoidActivation => ("HardSigmoid", []),
        HardSigmoidKeras2Activation => ("HardSigmoidKeras2", []),
        HardSiluActivation => ("HardSilu", []),
        SiluActivation => ("Silu", []),
        SoftplusActivation => ("Softplus", []),
        SoftsignActivation => ("Softsign", []),
        ExponentialActivation => ("Exponential", []),
        MishActivation => ("Mish", []),
        _ => null,
    };

    private static Tensor Weight(Layer layer, string name) => layer.OwnWeights.First(weight => weight.Name == name).Variable.ToTensor();

    private static Tensor? MaybeWeight(Layer layer, string name) =>
        layer.OwnWeights.FirstOrDefault(weight => weight.Name == name)?.Variable.ToTensor();
}
