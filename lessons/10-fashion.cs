#:project ../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false

// Lesson 10: beyond digits: Fashion-MNIST with batch normalization, dropout and augmentation.
//
//   dotnet run lessons/10-fashion.cs               fifteen epochs: some minutes
//   dotnet run lessons/10-fashion.cs -- --quick    a small part of the data
//   ... -- --seed 1 --html 10.html
//
// The data are found in a local folder, or downloaded once. A quick look without them uses the digits instead.

using Cornea;

using var page = Notebook.Open(args, "Beyond digits: clothes, and three ways to learn less by heart");
var quick = page.IsQuick;

var (train, test) = Load();
if (quick)
{
    (train, test) =
        (new LabeledImages(train.Images[..1500], train.Labels[..1500]), new LabeledImages(test.Images[..500], test.Labels[..500]));
}
var x = train.Images.ExpandDims(-1).ToFloat32() / 255f;
var y = OneHot.Encode(train.Labels, classes: 10);
var xTest = test.Images.ExpandDims(-1).ToFloat32() / 255f;
var yTest = OneHot.Encode(test.Labels, classes: 10);

page.Text("Ten kinds of clothes, drawn as small as the digits, and much harder to tell apart:");
Show.Image(Tensor.Concat([.. Enumerable.Range(0, 6).Select(i => train.Images[i])], axis: 1));

page.Heading("Three helpers");
page.Text("""
    Batch normalization brings each channel to mean 0 and deviation 1 within a batch, so that every layer sees numbers of the same
    size and larger steps are safe. Dropout silences some numbers at random, so that none can be relied on alone. Augmentation
    shows each picture a little differently every time: mirrored, moved. All three act in training only.
    """);

Sequential model = new(seed: page.Seed)
{
    new InputLayer([28, 28, 1]),
    new RandomFlip(FlipMode.Horizontal),
    new RandomTranslation(0.07, 0.07),
    new Conv2D(32, 3, padding: Padding.Same, useBias: false), new BatchNormalization(), new ReLU(),
    new Conv2D(32, 3, padding: Padding.Same, useBias: false), new BatchNormalization(), new ReLU(),
    new MaxPooling2D(2), new Dropout(0.2),
    new Conv2D(64, 3, padding: Padding.Same, useBias: false), new BatchNormalization(), new ReLU(),
    new Conv2D(64, 3, padding: Padding.Same, useBias: false), new BatchNormalization(), new ReLU(),
    new MaxPooling2D(2), new Dropout(0.3),
    new Flatten(),
    new Dense(256, useBias: false), new BatchNormalization(), new ReLU(), new Dropout(0.4),
    new Dense(10, Activation.Softmax),
};
page.Code(model.SummaryText());

var (epochs, batch) = (quick ? 1 : 15, 128);
var steps = (train.Images.Shape[0] * 9 / 10 + batch - 1) / batch * epochs;
model.Compile(new Adam(new CosineDecay(3e-3, steps)), new CategoricalCrossentropy(), [new Accuracy()]);
var history = model.Fit(x, y, batchSize: batch, epochs: epochs, validationSplit: 0.1);

Show.Plot(history.Plot("accuracy"));
var result = model.Evaluate(xTest, yTest, batchSize: 250, verbose: Verbosity.Silent);
page.Text($"Test accuracy: {result["accuracy"]:P2}");
page.Text("""
    In training the accuracy is lower than in validation at first: training is made harder on purpose, by all three helpers.
    """);

(LabeledImages, LabeledImages) Load()
{
    // A quick look does not wait long for a download.
    using var patience = new CancellationTokenSource(quick ? TimeSpan.FromSeconds(10) : Timeout.InfiniteTimeSpan);
    try
    {
        return FashionMnist.Load(cancellationToken: patience.Token);
    }
    catch (Exception missing) when (quick && missing is DownloadException or OperationCanceledException)
    {
        page.Text($"Fashion-MNIST is not here: {missing.Message}");
        page.Text("This quick look goes on with the digits.");
        return Mnist.Load();
    }
}
