namespace Cornea;

/// <summary>How a built-in image network begins and ends.</summary>
/// <param name="IncludeTop">Whether the layers that tell the classes apart are there.</param>
/// <param name="Weights">A file of weights, or null.</param>
/// <param name="InputShape">Height, width and channels of an image, or null.</param>
/// <param name="Pooling">Without the top: how the last feature maps become one vector.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="ClassifierActivation">Activation of the last layer; softmax when null.</param>
/// <param name="Name">The model's name.</param>
/// <param name="Seed">The first weights are a pure function of it.</param>
internal sealed record ImageModelOptions(
    bool IncludeTop, string? Weights, Shape? InputShape, FeaturePooling Pooling, int Classes, Activation? ClassifierActivation,
    string? Name,
    long Seed)
{
    /// <summary>The input of the network.</summary>
    /// <param name="size">Rows and columns of the images that the network was made for.</param>
    /// <param name="smallest">The fewest rows and columns it can take.</param>
    /// <param name="isFixed">Whether images have that size without the top, too.</param>
    public SymbolicTensor Entrance(int size, int smallest, bool isFixed = false)
    {
        var usual = IncludeTop || isFixed ? size : Shape.Unknown;
        var shape = InputShape ?? [usual, usual, 3];
        if (shape.Rank != 3 || shape[2] < 1 || shape[..2].Any(length => length != Shape.Unknown && length < smallest))
        {
            throw new ShapeException(
                $"{Name ?? "The network"} expects images of (height, width, channels) with sides of at least {smallest}, but received " +
                $"{shape}. Enlarge the images or take a smaller network.");
        }
        return Model.Input(shape);
    }

    /// <summary>The network between its ends, with the weights of the file where one is given.</summary>
    public Functional Finish(SymbolicTensor input, SymbolicTensor output)
    {
        var model = new Functional(input, output, Name, Seed);
        if (Weights is not null)
            StoredWeights.Load(model, Weights);
        return model;
    }
}
