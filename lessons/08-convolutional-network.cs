#:project ../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false

// Lesson 8: a convolutional network on MNIST.
//
//   dotnet run lessons/08-convolutional-network.cs               about two minutes
//   dotnet run lessons/08-convolutional-network.cs -- --quick    a small part of the data
//   ... -- --html 08.html

using Cornea;

using var page = Notebook.Open(args, "A convolutional network reads digits");
var quick = page.IsQuick;

var (train, test) = Mnist.Load();
if (quick)
{
    (train, test) =
        (new LabeledImages(train.Images[..3000], train.Labels[..3000]), new LabeledImages(test.Images[..1000], test.Labels[..1000]));
}
var epochs = quick ? 1 : 5;

// (batch, height, width, channels): a grey picture has one channel.
var x = train.Images.ExpandDims(-1).ToFloat32() / 255f;
var y = OneHot.Encode(train.Labels, classes: 10);
var xTest = test.Images.ExpandDims(-1).ToFloat32() / 255f;
var yTest = OneHot.Encode(test.Labels, classes: 10);

page.Heading("The dense network of lesson 1");
var dense = new Sequential(seed: page.Seed)
{
    new Flatten(inputShape: [28, 28, 1]),
    new Dense(512, Activation.Relu),
    new Dense(256, Activation.Relu),
    new Dense(128, Activation.Relu),
    new Dense(32, Activation.Relu),
    new Dense(10, Activation.Softmax),
};
var (denseHistory, denseAccuracy) = Train(dense);

page.Heading("The convolutional network");
var convolutional = new Sequential(seed: page.Seed)
{
    new Conv2D(32, 3, inputShape: [28, 28, 1]),
    new MaxPooling2D(2),
    new ActivationLayer(Activation.Relu),
    new Flatten(),
    new Dense(128, Activation.Relu),
    new Dense(10, Activation.Softmax),
};
page.Code(convolutional.SummaryText());
var (history, accuracy) = Train(convolutional);

page.Heading("Both");
Show.Plot(new LinePlot("accuracy on the validation part",
[
    new PlotSeries("dense", denseHistory["val_accuracy"]),
    new PlotSeries("convolutional", history["val_accuracy"]),
])
{ XLabel = "epoch", YLabel = "accuracy" });
page.Text($"On the test pictures: dense {denseAccuracy:P2}, convolutional {accuracy:P2}.");
page.Text($"Of {yTest.Shape[0]:N0} pictures the dense network misreads {(1 - denseAccuracy) * yTest.Shape[0]:F0}, the convolutional "
    + $"one {(1 - accuracy) * yTest.Shape[0]:F0}.");

(History, double) Train(Sequential model)
{
    model.Compile(new RMSprop(), new CategoricalCrossentropy(), [new Accuracy()]);
    var fitted = model.Fit(x, y, batchSize: 128, epochs: epochs, validationSplit: 0.3);
    page.Code(fitted);
    var examined = model.Evaluate(xTest, yTest, batchSize: 256, verbose: Verbosity.Silent);
    page.Text($"Test accuracy: {examined["accuracy"]:P2}");
    return (fitted, examined["accuracy"]);
}
