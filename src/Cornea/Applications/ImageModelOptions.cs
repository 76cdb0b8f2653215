namespace Cornea;

/// <summary>How a built-in image network begins and ends.</summary>
public sealed record ImageModelOptions
{
    /// <summary>Height, width and channels of an image; what the network was made for where null.</summary>
    public Shape? InputShape { get; init; }

    /// <summary>Whether the layers that tell the classes apart are there; without them the model gives features.</summary>
    public bool IncludeTop { get; init; } = true;

    /// <summary>The number of classes.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>What shapes the last output; softmax where null.</summary>
    public Activation? ClassifierActivation { get; init; }

    /// <summary>Without the top: how the last feature maps become one vector.</summary>
    public FeaturePooling Pooling { get; init; }

    /// <summary>The model's name; Keras's where null.</summary>
    public string? Name { get; init; }

    /// <summary>The first weights are a pure function of it.</summary>
    public long Seed { get; init; }
}
