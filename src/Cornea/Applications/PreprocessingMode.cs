namespace Cornea;

/// <summary>How pixels of 0 to 255 become what a network was trained on.</summary>
public enum PreprocessingMode
{
    /// <summary>As they are: the network scales them itself.</summary>
    None,

    /// <summary>Channels from RGB to BGR, less the mean of each over ImageNet: 103.939, 116.779, 123.68; not scaled.</summary>
    Caffe,

    /// <summary>-1 to 1: x / 127.5 - 1. Keras: <c>tf</c>.</summary>
    TensorFlow,

    /// <summary>0 to 1, then mean 0 and deviation 1 of each channel over ImageNet: (x / 255 - mean) / deviation.</summary>
    Torch,
}
