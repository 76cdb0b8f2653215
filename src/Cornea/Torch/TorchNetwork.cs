namespace Cornea.Torch;

/// <summary>
/// A network for images while it is built from a state dict: each layer gets its sizes from the tensors of its module, and their values
/// when the model is whole. Images have their channels last here.
/// </summary>
/// <param name="state">The state dict.</param>
/// <param name="epsilon">The epsilon of batch normalizations, which a state dict does not hold.</param>
internal sealed class TorchNetwork(TorchStateDict state, double epsilon)
{
    private readonly List<Action> _loads = [];

    public TorchStateDict State => state;

    /// <summary>A convolution with the window of its tensor and half of it padded at every side where nothing else is said, as PyTorch
    /// does.</summary>
    public SymbolicTensor Convolution(SymbolicTensor x, string module, int stride = 1, bool isDepthwise = false, int? padding = null)
    {
        var shape = state.ShapeOf(module + ".weight");
        var (window, hasBias) = (shape[2], state.Contains(module + ".bias"));
        // "same" would pad the end alone where the stride is 2.
        if (stride > 1 && window > 1)
            x = padding == 0 ? x : new ZeroPadding2D(padding ?? window / 2).On(x);
        var around = stride > 1 || window == 1 ? Padding.Valid : Padding.Same;
        Layer layer = isDepthwise
            ? new DepthwiseConv2D(window, stride, around, depthMultiplier: shape[0] / x.Shape[^1], useBias: hasBias)
            : new Conv2D(shape[0], window, stride, around, groups: x.Shape[^1] / shape[1], useBias: hasBias);
        return Loaded(layer, x, module);
    }

    public SymbolicTensor Normalization(SymbolicTensor x, string module) =>
        Loaded(new BatchNormalization(momentum: 0.9, epsilon: epsilon), x, module);

    /// <summary>A convolution of windows that stand side by side.</summary>
    public SymbolicTensor Patches(SymbolicTensor x, string module) =>
        Convolution(x, module, state.ShapeOf(module + ".weight")[2], padding: 0);

    public SymbolicTensor LayerNormalization(SymbolicTensor x, string module) =>
        Loaded(new LayerNormalization(epsilon: epsilon), x, module);

    /// <summary>Each channel times its number, a tensor of (channels, 1, 1).</summary>
    public SymbolicTensor Scale(SymbolicTensor x, string name)
    {
        var layer = new LayerScale(1, x.Shape[^1]);
        var y = layer.On(x);
        _loads.Add(() => layer.SetWeights([state[name].Flatten()]));
        return y;
    }

    public SymbolicTensor Dense(SymbolicTensor x, string module) =>
        Loaded(new Dense(state.ShapeOf(module + ".weight")[0], useBias: state.Contains(module + ".bias")), x, module);

    /// <summary>A convolution whose window may be no square: with as much around it as PyTorch's <c>kernel_size // 2</c>, or
    /// nothing.</summary>
    public SymbolicTensor Window(SymbolicTensor x, string module, int stride, bool isPadded)
    {
        var shape = state.ShapeOf(module + ".weight");
        return Loaded(new Conv2D(shape[0], (shape[2], shape[3]), stride, isPadded ? Padding.Same : Padding.Valid,
            useBias: state.Contains(module + ".bias")), x, module);
    }

    /// <summary>The last dense layer, also where one that was put in its place stands in a Sequential, behind a Dropout.</summary>
    public SymbolicTensor Head(SymbolicTensor x, string module)
    {
        if (state.Contains(module + ".weight"))
            return Dense(x, module);
        string[] inner = [.. Enumerable.Range(0, 16).Select(i => $"{module}.{i}").Where(name => state.Contains(name + ".weight"))];
        return inner is [var only] && state.ShapeOf(only + ".weight").Rank == 2 ? Dense(x, only) : throw new InvalidDataException(
            $"The network ends in '{module}', one linear module, but the state dict has "
            + (inner.Length == 0 ? "none of that name" : $"{string.Join(", ", inner)}, between which may be anything")
            + ". Build the network in code and load each layer: TorchStateDict.Load.");
    }

    /// <summary>A dense layer behind a Flatten of an image.</summary>
    public SymbolicTensor DenseAfterFlatten(SymbolicTensor image, string module)
    {
        var dense = new Dense(state.ShapeOf(module + ".weight")[0], useBias: state.Contains(module + ".bias"));
        var y = dense.On(new Flatten().On(image));
        _loads.Add(() => state.LoadAfterFlatten(dense, module, image.Shape[1..]));
        return y;
    }

    public static SymbolicTensor Activate(SymbolicTensor x, Activation activation) => new ActivationLayer(activation).On(x);

    /// <summary>The largest of 3 x 3 at every second position; behind a ReLU, so that zeros pad as well as minus infinity.</summary>
    public static SymbolicTensor MaxPool(SymbolicTensor x) => new MaxPooling2D(3, 2).On(new ZeroPadding2D(1).On(x));

    /// <summary>The largest of 3 x 3 at every second position, the last windows reaching beyond the end; behind a ReLU, so that zeros
    /// pad.</summary>
    public static SymbolicTensor MaxPoolRoundedUp(SymbolicTensor x)
    {
        var (rows, columns) = ((x.Shape[1] + 1) % 2, (x.Shape[2] + 1) % 2);
        return new MaxPooling2D(3, 2).On(rows + columns == 0 ? x : new ZeroPadding2D((0, rows), (0, columns)).On(x));
    }

    /// <summary>The model with its weights; fails where tensors are left over.</summary>
    public Functional Finish(SymbolicTensor input, SymbolicTensor output, string name)
    {
        var model = new Functional(input, output, name);
        foreach (var load in _loads)
            load();
        state.RequireAllUsed();
        return model;
    }

    private SymbolicTensor Loaded(Layer layer, SymbolicTensor x, string module)
    {
        var y = layer.On(x);
        _loads.Add(() => state.Load(layer, module));
        return y;
    }
}
