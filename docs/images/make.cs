// Makes the pictures of this folder by training a small network:
//     dotnet run docs/images/make.cs                        writes beside itself
//     dotnet run docs/images/make.cs -- FOLDER --all        writes every kind of plot, and a report, into a folder
#:project ../../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false
#:property TreatWarningsAsErrors=false

using System.Runtime.CompilerServices;
using Cornea;

var folder = args.FirstOrDefault(argument => !argument.StartsWith('-')) ?? Path.GetDirectoryName(Here())!;
var all = args.Contains("--all");
Directory.CreateDirectory(folder);

var (train, test) = Mnist.Load();
var x = train.Images[..12000].Reshape(-1, 28, 28, 1).ToFloat32() / 255f;
var y = train.Labels[..12000].Cast(DType.Int32);
var testX = (test.Images.Reshape(-1, 28, 28, 1).ToFloat32() / 255f).Compute();
var testY = test.Labels.Cast(DType.Int32).Compute();

var model = new Sequential([
    new Conv2D(8, (3, 3), activation: Activation.Relu, inputShape: [28, 28, 1], name: "edges"),
    new MaxPooling2D((2, 2), name: "pool_1"),
    new Conv2D(16, (3, 3), activation: Activation.Relu, name: "shapes"),
    new MaxPooling2D((2, 2), name: "pool_2"),
    new Flatten(name: "flatten"),
    new Dense(32, Activation.Relu, name: "hidden"),
    new Dense(10, Activation.Softmax, name: "digits"),
], name: "digits", seed: 1);
model.Compile(new Adam(), new SparseCategoricalCrossentropy(), [new SparseCategoricalAccuracy("accuracy")]);
var finder = all ? LearningRateFinder.Run(model, x, y, steps: 80) : null;
var history = model.Fit(x, y, batchSize: 64, epochs: 5, verbose: Verbosity.Silent, validationSplit: 0.2);

var evaluation = (ClassificationEvaluation)Evaluation.Of(model, (testX, testY));
Console.WriteLine(evaluation);
var cost = model.Cost(batch: 32).Measure();
Console.WriteLine(cost);

var digit = testX[evaluation.Worst(1)[0].Index];
var picture = SamplePictures.Of(digit.ExpandDims(0))[0];
var report = new Report("Digits").Add(history).Add(evaluation).Add(model)
    .Heading("Inside").Add(FeatureMaps.Kernels(model.GetLayer("edges")), FeatureMaps.Of(model, digit, "edges"),
        Attribution.GradCam(model, digit, layer: "shapes").Plot(picture));
if (all)
    report.Html(Path.Combine(folder, "report.html"));
Write("accuracy", First().Plot("accuracy"));
Write("confusion", evaluation.Confusion.Plot());
Write("mistakes", evaluation.Gallery(15)!);
Write("feature-maps", FeatureMaps.Of(model, digit, "edges"));
Write("graph", LayerGraph.Of(cost));
if (all)
    WriteAll();

// The training of README's first example.
History First()
{
    var rows = train.Images.Reshape(-1, 28 * 28).ToFloat32() / 255f;
    var dense = new Sequential(seed: 1)
    {
        new Dense(512, Activation.Relu, inputDim: 28 * 28),
        new Dense(256, Activation.Relu),
        new Dense(128, Activation.Relu),
        new Dense(32, Activation.Relu),
        new Dense(10, Activation.Softmax),
    };
    dense.Compile(new RMSprop(), new CategoricalCrossentropy(), [new Accuracy()]);
    return dense.Fit(
        rows, OneHot.Encode(train.Labels, classes: 10), batchSize: 128, epochs: 10, validationSplit: 0.3, verbose: Verbosity.Silent);
}

void WriteAll()
{
    Write("finder", finder!.Plot());
    foreach (var (plot, number) in evaluation.Plots.Select((plot, number) => (plot, number)))
        Write($"evaluation-{number}", plot);
    Write("kernels", FeatureMaps.Kernels(model.GetLayer("edges")));
    Write("kernels-2", FeatureMaps.Kernels(model.GetLayer("shapes")));
    Write("maps-2", FeatureMaps.Of(model, digit, "shapes"));
    Write("saliency", Attribution.Saliency(model, digit).Plot(picture));
    Write("gradcam", Attribution.GradCam(model, digit).Plot(picture));
    Write("occlusion", Attribution.Occlusion(model, digit, size: 6).Plot(picture));
    Write("weights", WeightHistograms.Of(model));
    Write("gradients", WeightHistograms.OfGradients(model, x[..64].Compute(), y[..64].Compute()));
    Write("field", ReceptiveField.Plot(model));
    var features = FeatureMaps.OutputOf(model, testX[..600].Compute(), "hidden");
    var labels = testY[..600].ToArray<int>();
    Write("pca", FeatureScatter.Pca(features, labels));
    Write("tsne", TSne.Of(features).Plot(labels));
    Write("log-loss", history.Plot("loss") with { YScale = AxisScale.Log, Smoothing = 0.6, Width = 400, Height = 280 });
    var space = new SearchSpace().Choice("units", 8, 16, 32).Range("rate", 1e-4, 1e-1, log: true).Choice("batch", 16, 64);
    Write("search", new RandomSearch(space, 25).Run((settings, _) =>
        [Math.Abs(Math.Log10(settings["rate"]) + 2.5) / 3 + 1 / settings["units"] + 0.001 * settings["batch"]]).Plot());
    Write("branches", LayerGraph.Of(Branches()));
    Write("regression", ((RegressionEvaluation)Evaluation.OfPredictions(
        Tensor.Linspace(0, 1, 100).Reshape(100, 1), (Tensor.Linspace(0, 1, 100) * 1.1 + 0.05).Reshape(100, 1).ToFloat32())).Plots[0]);
    File.WriteAllBytes(Path.Combine(folder, "maps.png"), FeatureMaps.Of(model, digit, "edges").ToPng(4));
}

void Write(string name, Plot plot)
{
    Show.Plot(plot, Path.Combine(folder, name + ".svg"));
    if (all)
        File.WriteAllText(Path.Combine(folder, name + ".csv"), plot.ToTable().ToCsv());
}

static Model Branches()
{
    var input = Model.Input([32, 32, 3], name: "picture");
    var a = new Conv2D(16, (3, 3), padding: Padding.Same, name: "conv_1").On(input);
    var b = new BatchNormalization(name: "norm").On(a);
    var c = new ActivationLayer(Activation.Relu, name: "relu").On(b);
    var d = new Conv2D(16, (3, 3), padding: Padding.Same, name: "conv_2").On(c);
    var e = new Conv2D(16, (1, 1), name: "shortcut").On(input);
    var f = new Add("sum").On(d, e);
    var g = new GlobalAveragePooling2D(name: "mean").On(f);
    return new Functional(input, new Dense(10, Activation.Softmax, name: "classes").On(g));
}

static string Here([CallerFilePath] string path = "") => path;
