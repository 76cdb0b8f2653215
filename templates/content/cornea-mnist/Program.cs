// Trains a convolutional network on the MNIST digits.
//
//   dotnet run -c Release                  five epochs, about 99 % of the test digits right
//   dotnet run -c Release -- --quick       a small part of the data

using Cornea;

var quick = args.Contains("--quick");
var (train, test) = Mnist.Load();
var (trainCount, testCount, epochs) = quick ? (2000, 500, 2) : (60_000, 10_000, 5);

// (images, height, width, channels), from 0 to 1.
var x = train.Images[..trainCount].ExpandDims(-1).ToFloat32() / 255f;
var y = OneHot.Encode(train.Labels[..trainCount], classes: 10);
var xTest = test.Images[..testCount].ExpandDims(-1).ToFloat32() / 255f;
var yTest = OneHot.Encode(test.Labels[..testCount], classes: 10);

var model = new Sequential(seed: 1)
{
    new Conv2D(32, 3, inputShape: [28, 28, 1]), new ReLU(), new MaxPooling2D(2),
    new Conv2D(64, 3), new ReLU(), new MaxPooling2D(2),
    new Flatten(), new Dropout(0.3),
    new Dense(10, Activation.Softmax),
};
Console.WriteLine(model.SummaryText());

model.Compile(new Adam(), new CategoricalCrossentropy(), [new Accuracy()]);
model.Fit(x, y, batchSize: 128, epochs: epochs, validationSplit: 0.1);

var result = model.Evaluate(xTest, yTest, batchSize: 250, verbose: Verbosity.Silent);
Console.WriteLine($"Test accuracy: {result["accuracy"]:P2}");

// The first test digit and what the network sees in it.
Show.Image(test.Images[0]);
var probabilities = model.Predict(xTest[..1], verbose: Verbosity.Silent).ToArray();
Console.WriteLine($"Read as {Array.IndexOf(probabilities, probabilities.Max())}; it is {test.Labels[0].Item()}.");

model.SaveWeights("digits.safetensors");
Console.WriteLine("Weights saved to digits.safetensors.");
