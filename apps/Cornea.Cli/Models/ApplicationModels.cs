using Cornea.Cli.Data;

namespace Cornea.Cli.Models;

/// <summary>The networks of Keras's applications, with random weights and as many classes as the data have.</summary>
internal static class ApplicationModels
{
    private delegate Functional Make(Shape sample, int classes, long seed);

    public static IReadOnlyList<BuiltInModel> All { get; } =
    [
        Network("convnextbase", ImageFamily.ConvNeXt, 224, static (shape, classes, seed) =>
            Applications.ConvNeXtBase(inputShape: shape, classes: classes, seed: seed)),
        Network("convnextlarge", ImageFamily.ConvNeXt, 224, static (shape, classes, seed) =>
            Applications.ConvNeXtLarge(inputShape: shape, classes: classes, seed: seed)),
        Network("convnextsmall", ImageFamily.ConvNeXt, 224, static (shape, classes, seed) =>
            Applications.ConvNeXtSmall(inputShape: shape, classes: classes, seed: seed)),
        Network("convnexttiny", ImageFamily.ConvNeXt, 224, static (shape, classes, seed) =>
            Applications.ConvNeXtTiny(inputShape: shape, classes: classes, seed: seed)),
        Network("convnextxlarge", ImageFamily.ConvNeXt, 224, static (shape, classes, seed) =>
            Applications.ConvNeXtXLarge(inputShape: shape, classes: classes, seed: seed)),
        Network("densenet121", ImageFamily.DenseNet, 224, static (shape, classes, seed) =>
            Applications.DenseNet121(inputShape: shape, classes: classes, seed: seed)),
        Network("densenet169", ImageFamily.DenseNet, 224, static (shape, classes, seed) =>
            Applications.DenseNet169(inputShape: shape, classes: classes, seed: seed)),
        Network("densenet201", ImageFamily.DenseNet, 224, static (shape, classes, seed) =>
            Applications.DenseNet201(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetb0", ImageFamily.EfficientNet, 224, static (shape, classes, seed) =>
            Applications.EfficientNetB0(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetb1", ImageFamily.EfficientNet, 224, static (shape, classes, seed) =>
            Applications.EfficientNetB1(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetb2", ImageFamily.EfficientNet, 224, static (shape, classes, seed) =>
            Applications.EfficientNetB2(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetb3", ImageFamily.EfficientNet, 224, static (shape, classes, seed) =>
            Applications.EfficientNetB3(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetb4", ImageFamily.EfficientNet, 224, static (shape, classes, seed) =>
            Applications.EfficientNetB4(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetb5", ImageFamily.EfficientNet, 224, static (shape, classes, seed) =>
            Applications.EfficientNetB5(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetb6", ImageFamily.EfficientNet, 224, static (shape, classes, seed) =>
            Applications.EfficientNetB6(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetb7", ImageFamily.EfficientNet, 224, static (shape, classes, seed) =>
            Applications.EfficientNetB7(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetv2b0", ImageFamily.EfficientNetV2, 224, static (shape, classes, seed) =>
            Applications.EfficientNetV2B0(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetv2b1", ImageFamily.EfficientNetV2, 224, static (shape, classes, seed) =>
            Applications.EfficientNetV2B1(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetv2b2", ImageFamily.EfficientNetV2, 224, static (shape, classes, seed) =>
            Applications.EfficientNetV2B2(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetv2b3", ImageFamily.EfficientNetV2, 224, static (shape, classes, seed) =>
            Applications.EfficientNetV2B3(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetv2l", ImageFamily.EfficientNetV2, 224, static (shape, classes, seed) =>
            Applications.EfficientNetV2L(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetv2m", ImageFamily.EfficientNetV2, 224, static (shape, classes, seed) =>
            Applications.EfficientNetV2M(inputShape: shape, classes: classes, seed: seed)),
        Network("efficientnetv2s", ImageFamily.EfficientNetV2, 224, static (shape, classes, seed) =>
            Applications.EfficientNetV2S(inputShape: shape, classes: classes, seed: seed)),
        Network("inceptionresnetv2", ImageFamily.InceptionResNetV2, 299, static (shape, classes, seed) =>
            Applications.InceptionResNetV2(inputShape: shape, classes: classes, seed: seed)),
        Network("inceptionv3", ImageFamily.InceptionV3, 299, static (shape, classes, seed) =>
            Applications.InceptionV3(inputShape: shape, classes: classes, seed: seed)),
        Network("mobilenet", ImageFamily.MobileNet, 224, static (shape, classes, seed) =>
            Applications.MobileNet(inputShape: shape, classes: classes, seed: seed)),
        Network("mobilenetv2", ImageFamily.MobileNetV2, 224, static (shape, classes, seed) =>
            Applications.MobileNetV2(inputShape: shape, classes: classes, seed: seed)),
        Network("mobilenetv3large", ImageFamily.MobileNetV3, 224, static (shape, classes, seed) =>
            Applications.MobileNetV3Large(inputShape: shape, classes: classes, seed: seed)),
        Network("mobilenetv3small", ImageFamily.MobileNetV3, 224, static (shape, classes, seed) =>
            Applications.MobileNetV3Small(inputShape: shape, classes: classes, seed: seed)),
        Network("nasnetlarge", ImageFamily.NASNet, 331, static (shape, classes, seed) =>
            Applications.NASNetLarge(inputShape: shape, classes: classes, seed: seed)),
        Network("nasnetmobile", ImageFamily.NASNet, 224, static (shape, classes, seed) =>
            Applications.NASNetMobile(inputShape: shape, classes: classes, seed: seed)),
        Network("resnet101", ImageFamily.ResNet, 224, static (shape, classes, seed) =>
            Applications.ResNet101(inputShape: shape, classes: classes, seed: seed)),
        Network("resnet101v2", ImageFamily.ResNetV2, 224, static (shape, classes, seed) =>
            Applications.ResNet101V2(inputShape: shape, classes: classes, seed: seed)),
        Network("resnet152", ImageFamily.ResNet, 224, static (shape, classes, seed) =>
            Applications.ResNet152(inputShape: shape, classes: classes, seed: seed)),
        Network("resnet152v2", ImageFamily.ResNetV2, 224, static (shape, classes, seed) =>
            Applications.ResNet152V2(inputShape: shape, classes: classes, seed: seed)),
        Network("resnet50", ImageFamily.ResNet, 224, static (shape, classes, seed) =>
            Applications.ResNet50(inputShape: shape, classes: classes, seed: seed)),
        Network("resnet50v2", ImageFamily.ResNetV2, 224, static (shape, classes, seed) =>
            Applications.ResNet50V2(inputShape: shape, classes: classes, seed: seed)),
        Network("vgg16", ImageFamily.VGG16, 224, static (shape, classes, seed) =>
            Applications.VGG16(inputShape: shape, classes: classes, seed: seed)),
        Network("vgg19", ImageFamily.VGG19, 224, static (shape, classes, seed) =>
            Applications.VGG19(inputShape: shape, classes: classes, seed: seed)),
        Network("xception", ImageFamily.Xception, 299, static (shape, classes, seed) =>
            Applications.Xception(inputShape: shape, classes: classes, seed: seed)),
    ];

    private static BuiltInModel Network(string name, ImageFamily family, int side, Make make) =>
        new(name, $"Keras's application {name}", new Shape([side, side, 3]), PixelRange.Of(family), request =>
        {
            if (request.Classes < 2 || request.Sample.Rank != 3)
            {
                throw new CommandException(ExitCode.Usage,
                    $"--model {name} tells classes of pictures apart. Use --model dense for tables.");
            }
            try
            {
                return make(request.Sample, request.Classes, request.Seed);
            }
            catch (ShapeException exception)
            {
                throw new CommandException(ExitCode.Usage,
                    $"--model {name} cannot take pictures of {request.Sample}: {exception.Message}", exception);
            }
        });
}
