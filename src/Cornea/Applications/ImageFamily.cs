namespace Cornea;

/// <summary>The families of built-in image networks; each expects pixels in its own form. Keras: the modules of
/// <c>keras.applications</c>.</summary>
public enum ImageFamily
{
    /// <summary>ConvNeXtTiny to ConvNeXtXLarge: pixels of 0 to 255.</summary>
    ConvNeXt,

    /// <summary>DenseNet121, 169 and 201.</summary>
    DenseNet,

    /// <summary>EfficientNetB0 to B7: pixels of 0 to 255.</summary>
    EfficientNet,

    /// <summary>EfficientNetV2 B0 to B3, S, M and L: pixels of 0 to 255.</summary>
    EfficientNetV2,

    /// <summary>InceptionResNetV2.</summary>
    InceptionResNetV2,

    /// <summary>InceptionV3.</summary>
    InceptionV3,

    /// <summary>MobileNet.</summary>
    MobileNet,

    /// <summary>MobileNetV2.</summary>
    MobileNetV2,

    /// <summary>MobileNetV3Small and MobileNetV3Large: pixels of 0 to 255.</summary>
    MobileNetV3,

    /// <summary>NASNetMobile and NASNetLarge.</summary>
    NASNet,

    /// <summary>ResNet50, 101 and 152.</summary>
    ResNet,

    /// <summary>ResNet50V2, 101V2 and 152V2.</summary>
    ResNetV2,

    /// <summary>VGG16.</summary>
    VGG16,

    /// <summary>VGG19.</summary>
    VGG19,

    /// <summary>Xception.</summary>
    Xception,
}
