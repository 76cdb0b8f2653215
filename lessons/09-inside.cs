#:project ../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false

// Lesson 9: the weights inside.
//
//   dotnet run lessons/09-inside.cs [-- --quick] [-- --html 09.html]

using Cornea;

using var page = Notebook.Open(args, "Inside a convolutional network: kernels, feature maps, parameters");
var quick = page.IsQuick;

var (train, test) = Mnist.Load();
var count = quick ? 3000 : 60000;
var x = train.Images[..count].ExpandDims(-1).ToFloat32() / 255f;
var y = OneHot.Encode(train.Labels[..count], classes: 10);

var model = new Sequential(seed: page.Seed)
{
    new Conv2D(8, 5, activation: Activation.Relu, inputShape: [28, 28, 1], name: "first"),
    new MaxPooling2D(2),
    new Conv2D(16, 3, activation: Activation.Relu, name: "second"),
    new MaxPooling2D(2),
    new Flatten(),
    new Dense(10, Activation.Softmax, name: "decision"),
};
model.Compile(new Adam(), new CategoricalCrossentropy(), [new Accuracy()]);
model.Fit(x, y, batchSize: 128, epochs: quick ? 1 : 3, verbose: Verbosity.Silent);

page.Heading("Parameters, counted by hand");
page.Code(model.SummaryText());
page.Text("first:    8 kernels of 5 x 5 x 1 weights and 8 biases:      8 * 25 + 8 = 208");
page.Text("second:   16 kernels of 3 x 3 x 8 weights and 16 biases:    16 * 72 + 16 = 1,168");
page.Text("decision: 5 x 5 x 16 = 400 numbers to 10 outputs:           400 * 10 + 10 = 4,010");
page.Text($"together 5,386; the model says {model.CountParameters():N0}.");

page.Heading("The kernels of the first layer");
page.Text("Each is a small picture of what its filter looks for: white where it wants ink, black where it wants none.");
var kernels = ((Conv2D)model.GetLayer("first")).Kernel!.ToTensor(); // (5, 5, 1, 8)
Show.Image(Grid(kernels.Transpose(3, 0, 1, 2).Reshape(8, 5, 5), across: 8));

page.Heading("What they find: feature maps");
var digit = test.Images[..1].ExpandDims(-1).ToFloat32() / 255f;
page.Text($"The network looks at this {test.Labels[0].Item<int>()}:");
Show.Image(digit[0]);
var value = digit;
foreach (var layer in model.Layers.Take(4))
{
    value = ((Tensor)layer.Apply(value)).Compute();
    page.Text($"after {layer.Name}, {value.Shape}:");
    Show.Image(Grid(value[0].Transpose(2, 0, 1), across: 8));
}

page.Heading("The decision");
var probabilities = model.Predict(digit, verbose: Verbosity.Silent);
page.Text("Ten numbers that add up to 1:");
for (var i = 0; i < 10; i++)
    page.Text($"{i}: {probabilities[0, i].Item():P2}");

// Pictures side by side with a gap, each spread over 0 to 1.
static Tensor Grid(Tensor pictures, int across)
{
    var (low, high) = (pictures.Min([1, 2], keepDims: true), pictures.Max([1, 2], keepDims: true));
    var spread = ((pictures - low) / (high - low + 1e-6)).Pad([0, 0, 0], [0, 1, 1]);
    var rows = Enumerable.Range(0, (pictures.Shape[0] + across - 1) / across).Select(row =>
        Tensor.Concat([.. Enumerable.Range(row * across, Math.Min(across, pictures.Shape[0] - row * across)).Select(i => spread[i])],
        axis: 1));
    return Tensor.Concat([.. rows], axis: 0);
}
