#:project ../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false

// Lesson 2: what a dense network sees, and what it does not.
//
// A picture is more than the values of its pixels: it matters which pixels are adjacent. A dense layer cannot know that. It
// multiplies every pixel by a weight of its own, so the order of the pixels means nothing to it. Two experiments show it:
// mixing all pixels in one fixed way changes nothing, and moving a digit by three pixels changes everything.
//
//   dotnet run lessons/02-pixels.cs [-- --quick] [-- --html 02.html]

using Cornea;

using var page = Notebook.Open(args, "Pixels, and why adjacency matters");
var quick = page.IsQuick;

var (train, test) = Mnist.Load();
var (count, examined, epochs) = quick ? (4000, 1000, 2) : (60000, 10000, 5);
var x = train.Images[..count].ToFloat32() / 255f;
var y = OneHot.Encode(train.Labels[..count], classes: 10);
var xTest = test.Images[..examined].ToFloat32() / 255f;
var yTest = OneHot.Encode(test.Labels[..examined], classes: 10);

page.Text("A digit as it was drawn:");
Show.Image(train.Images[0]);

page.Heading("First experiment: mix the pixels");
page.Text("""
    Draw one random order of the 784 positions and put every picture's pixels into that order, always the same one. To us the
    digit is gone:
    """);
var order = RandomKey.From(7).Permutation(28 * 28);
Tensor Mix(Tensor images) => images.Reshape(-1, 28 * 28).Gather(order, axis: 1);
Show.Image(Mix(train.Images[..1].ToFloat32() / 255f).Reshape(28, 28));

Sequential Network() => new(seed: page.Seed)
{
    new Dense(128, Activation.Relu, inputDim: 28 * 28),
    new Dense(10, Activation.Softmax),
};

double Examine(string name, Tensor learned, params (string Name, Tensor Images)[] exams)
{
    var model = Network();
    model.Compile(new RMSprop(), new CategoricalCrossentropy(), [new Accuracy()]);
    model.Fit(learned, y, batchSize: 128, epochs: epochs, verbose: Verbosity.Silent);
    var first = 0.0;
    foreach (var (exam, images) in exams)
    {
        var accuracy = model.Evaluate(images, yTest, verbose: Verbosity.Silent)["accuracy"];
        page.Text($"{name}, {exam}: {accuracy:P2}");
        first = first == 0 ? accuracy : first;
    }
    return first;
}

var plain = Examine("Network trained on digits", x.Reshape(-1, 784), ("examined on digits", xTest.Reshape(-1, 784)));
var mixed = Examine("Network trained on mixed pixels", Mix(x), ("examined on mixed pixels", Mix(xTest)));
page.Text($"""
    The difference is {Math.Abs(plain - mixed):P2}: chance, no more. The network learned as well from the mixed pixels, because it never
    used which pixel lies beside which.
    """);

page.Heading("Second experiment: move the digit");
page.Text("Now the test digits move three pixels to the right and down. We hardly notice:");
Tensor Move(Tensor images, int by) => images.Pad([0, by, by], [0, -by, -by]);
Show.Image(Move(test.Images[..1], 3)[0]);
Examine(
    "Network trained on digits", x.Reshape(-1, 784),
    ("digits where they were", xTest.Reshape(-1, 784)),
    ("digits moved by one pixel", Move(xTest, 1).Reshape(-1, 784)),
    ("digits moved by three pixels", Move(xTest, 3).Reshape(-1, 784)));
page.Text("""
    To the network a moved digit is a new thing: each pixel meets a weight that was learned for another position. What we want is a
    network that looks for the same small patterns everywhere. That is a convolution, and the next lessons build it up.
    """);
