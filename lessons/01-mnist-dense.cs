#:project ../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false

// Lesson 1: a dense network that reads handwritten digits.
//
//   dotnet run lessons/01-mnist-dense.cs                       the whole lesson: about 15 seconds
//   dotnet run lessons/01-mnist-dense.cs -- --quick            a small part of the data, for a first look
//   dotnet run lessons/01-mnist-dense.cs -- --html 01.html     a page as well, each result beside its code

using Cornea;

using var page = Notebook.Open(args, "A dense network reads handwritten digits");

// The data: 60,000 pictures to learn from and 10,000 to be examined on, each 28 x 28 pixels.
page.Heading("The data");
var (train, test) = Mnist.Load();
page.Text($"train: images {train.Images.Type}, labels {train.Labels.Type}");
page.Text($"test: images {test.Images.Type}, labels {test.Labels.Type}");
if (page.IsQuick)
{
    (train, test) =
        (new LabeledImages(train.Images[..6000], train.Labels[..6000]), new LabeledImages(test.Images[..1000], test.Labels[..1000]));
}

// One picture, as a person sees it and as the network does: 0 is background, larger numbers are ink.
Show.Image(train.Images[0]);
page.Text($"The label says {train.Labels[0].Item<int>()}.");
page.Code(train.Images[0]);

// A dense layer takes a row of numbers: unroll each picture into 784 of them, between 0 and 1.
var x = train.Images.Reshape(-1, 28 * 28).ToFloat32() / 255f;
var xTest = test.Images.Reshape(-1, 28 * 28).ToFloat32() / 255f;

// The labels as one-hot rows: 5 becomes 0 0 0 0 0 1 0 0 0 0.
var y = OneHot.Encode(train.Labels, classes: 10);
var yTest = OneHot.Encode(test.Labels, classes: 10);
page.Text($"{train.Labels[0].Item<int>()} becomes {y[0]}");

page.Heading("The network");
var model = new Sequential(seed: page.Seed)
{
    new Dense(512, Activation.Relu, inputDim: 28 * 28),
    new Dense(256, Activation.Relu),
    new Dense(128, Activation.Relu),
    new Dense(32, Activation.Relu),
    new Dense(10, Activation.Softmax),
};
page.Code(model.SummaryText());

// Seven tenths of the training pictures are learned from; the rest shows after each epoch how well that works.
page.Heading("The training");
model.Compile(new RMSprop(), new CategoricalCrossentropy(), [new Accuracy()]);
var history = model.Fit(x, y, batchSize: 128, epochs: page.IsQuick ? 2 : 10, validationSplit: 0.3);
Show.Plot(history.Plot("accuracy"));

Show.Plot(history.Plot("accuracy"), "accuracy.svg");
page.Text("The plot is in accuracy.svg, too.");

// The examination: pictures that the network has never seen.
page.Heading("The examination");
var result = model.Evaluate(xTest, yTest);
page.Text($"Test accuracy: {result["accuracy"]:P2}");

var first = model.Predict(xTest[..1], verbose: Verbosity.Silent);
Show.Image(test.Images[0]);
page.Text($"The first test picture is a {test.Labels[0].Item<int>()}; the network says {first.ArgMax().Item<int>()}.");
