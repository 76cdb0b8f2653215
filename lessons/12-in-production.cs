#:project ../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false

// Lesson 12: a network in production: save it, serve it, freeze it.
//
//   dotnet run lessons/12-in-production.cs [-- --quick] [-- --html 12.html]

using Cornea;
using Cornea.Serving;

using var page = Notebook.Open(args, "A network in production: save, serve, freeze");
var work = Directory.CreateTempSubdirectory("cornea-lesson-").FullName;

// A small network that reads digits; how it is trained was the matter of the lessons before.
page.Heading("A network");
var (train, test) = Mnist.Load();
var count = page.IsQuick ? 6000 : 30000;
var x = train.Images[..count].ExpandDims(-1).ToFloat32() / 255f;
var y = train.Labels[..count].Cast(DType.Int32);
var xTest = (test.Images.ExpandDims(-1).ToFloat32() / 255f).Compute();
var yTest = test.Labels.Cast(DType.Int32).Compute();
var model = new Sequential(name: "digits", seed: page.Seed)
{
    new Conv2D(8, 3, activation: Activation.Relu, inputShape: [28, 28, 1]),
    new MaxPooling2D(2),
    new Conv2D(16, 3, activation: Activation.Relu),
    new MaxPooling2D(2),
    new Flatten(),
    new Dense(10, Activation.Softmax),
};
model.Compile(new Adam(2e-3), new SparseCategoricalCrossentropy(), [new SparseCategoricalAccuracy("accuracy")]);
model.Fit(x, y, batchSize: 64, epochs: 2, verbose: Verbosity.Silent);
var accuracy = model.Evaluate(xTest, yTest, batchSize: 250, verbose: Verbosity.Silent)["accuracy"];
page.Text($"It reads {accuracy:P2} of the test digits.");

page.Heading("Save");
page.Text("""
    One file holds the layers, their configuration, the weights and the optimizer, in Keras's own form: Keras opens it too. It is
    written whole or not at all, and nothing in it can run code.
    """);
var file = Path.Combine(work, "digits.keras");
model.Save(file);
var loaded = Model.Load(file);
var (before, after) = (model.Predict(xTest[..100], verbose: Verbosity.Silent), loaded.Predict(xTest[..100], verbose: Verbosity.Silent));
page.Text($"{new FileInfo(file).Length:N0} bytes. Answers of the loaded network that differ in any bit: "
    + $"{before.ToArray().Zip(after.ToArray()).Count(pair => !pair.First.Equals(pair.Second))} of {before.Size:N0}.");
page.Text("For programs that are not .NET there is ONNX:");
model.ExportOnnx(Path.Combine(work, "digits.onnx"));
page.Text($"digits.onnx, {new FileInfo(Path.Combine(work, "digits.onnx")).Length:N0} bytes.");

// A model is trained by one thread; a service has many. The server gathers what they ask for at the same time into batches.
page.Heading("Serve");
var requests = page.IsQuick ? 400 : 4000;
var pixels = xTest.ToArray();
await using (var server = loaded.Serve(new ServingOptions { MaxBatch = 32 }))
{
    var right = 0;
    var labels = yTest.ToArray<int>();
    var clock = System.Diagnostics.Stopwatch.StartNew();
    await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
    {
        for (var i = caller; i < requests; i += 8)
        {
            var answer = await server.PredictAsync(pixels[(i * 784)..((i + 1) * 784)]);
            if (Array.IndexOf(answer.Values, answer.Values.Max()) == labels[i])
                Interlocked.Increment(ref right);
        }
    })));
    page.Text($"{requests:N0} requests of 8 callers at once: {requests / clock.Elapsed.TotalSeconds:N0} a second, {right} right.");
    page.Text("Now a better network takes over while the server runs. No request is lost, and each answer says which network gave it:");
    model.Fit(x, y, batchSize: 64, epochs: 1, verbose: Verbosity.Silent);
    await server.SwapAsync(model, version: "second");
    page.Text($"The next answer is of the version '{(await server.PredictAsync(pixels[..784])).Version}'.");
}
page.Text("In ASP.NET Core this is one line, AddCorneaModel(\"digits\", \"digits.keras\"); the file is watched, and a new one takes over.");

// Where a network never changes it can become a part of the program: one file of plain C#, which needs nothing, not even this library.
page.Heading("Freeze");
var source = Path.Combine(work, "Digits.cs");
model.Freeze(source);
var lines = File.ReadAllLines(source);
page.Text($"{lines.Length:N0} lines, {new FileInfo(source).Length:N0} bytes with the weights inside. What a program calls:");
page.Code(string.Join('\n', lines.Where(line => line.Contains("public ")).Select(line => line.Trim())));

page.Heading("Which of them?");
page.Text("""
    Save while you work on it. Serve where many ask at once and the network will be another next week. Freeze where it has to be small and
    start at once: a tool, a telephone, a function in the cloud. All of them work under Native AOT.
    """);
page.Text($"The files are in {work}.");
