#:project ../src/Cornea/Cornea.csproj
#:property PublishAot=false

// Lesson 11: your own data: from a folder of pictures to a trained network and a report.
//
// A folder for each class, named after it, with its pictures inside: that is all. This lesson draws such a folder itself, so that it
// needs nothing from elsewhere. Put the path of a folder of yours in the place of DrawPictures, and the rest stays as it is.
//
//   dotnet run lessons/11-your-own-data.cs                      about half a minute
//   dotnet run lessons/11-your-own-data.cs -- --quick
//   ... -- --seed 1 --html 11.html

using Cornea;

using var page = Notebook.Open(args, "Your own data: a folder of pictures, a network, a report");
const int size = 48;
var work = Directory.CreateTempSubdirectory("cornea-lesson-").FullName;

page.Heading("The folder");
var folder = DrawPictures(Path.Combine(work, "shapes"), ofEach: page.IsQuick ? 30 : 150);
var pictures = ImageFolder.Open(folder);
page.Text($"{pictures.Files.Count} pictures of {pictures.ClassNames.Count} classes: {string.Join(", ", pictures.ClassNames)}.");
page.Text("The first of each class:");
var firsts = Enumerable.Range(0, pictures.ClassNames.Count).Select(label => Read(pictures.Files[FirstOf(label)]));
Show.Image(Tensor.Concat([.. firsts], axis: 1));

// Some pictures are kept aside: what a network makes of pictures it has learned from says nothing of those it has not.
page.Heading("Two parts");
var (training, validation) = pictures.Split(0.25, seed: (uint)page.Seed + 1);
var trainingData = training.ToDataset(size, size).Cache().Shuffle(seed: (uint)page.Seed + 1).Batch(32).Prefetch();
var validationData = validation.ToDataset(size, size).Cache().Batch(32);
page.Text($"{training.Files.Count} to learn from, {validation.Files.Count} to be examined on. Each is read, brought to {size} x {size} "
    + "pixels and kept in memory; the order of those to learn from is another in each epoch.");

page.Heading("The network");
page.Text("""
    The first layers act in training only, and show each picture a little differently every time: few pictures become many. With few
    pictures there are few steps, so the running means of the batch normalization have to follow faster than usual (momentum 0.8). The
    last layer has as many outputs as there are classes.
    """);
var model = new Sequential(seed: page.Seed)
{
    new InputLayer([size, size, 3]),
    new Rescaling(1 / 255.0),
    new RandomFlip(FlipMode.Horizontal), new RandomTranslation(0.1, 0.1),
    new Conv2D(12, 3, padding: Padding.Same, useBias: false), new BatchNormalization(momentum: 0.8), new ReLU(), new MaxPooling2D(2),
    new Conv2D(24, 3, padding: Padding.Same, useBias: false), new BatchNormalization(momentum: 0.8), new ReLU(), new MaxPooling2D(2),
    new Conv2D(48, 3, padding: Padding.Same, useBias: false), new BatchNormalization(momentum: 0.8), new ReLU(name: "shapes"),
    new GlobalAveragePooling2D(), new Dropout(0.2),
    new Dense(pictures.ClassNames.Count, Activation.Softmax),
};
page.Code(model.SummaryText());

page.Heading("The training");
model.Compile(new Adam(5e-3), new SparseCategoricalCrossentropy(), [new SparseCategoricalAccuracy("accuracy")]);
var history = model.Fit(trainingData, epochs: page.IsQuick ? 8 : 14, validationData: validationData);
Show.Plot(history.Plot("accuracy"));

// Accuracy alone hides which classes are taken for which.
page.Heading("What it gets wrong");
var evaluation = (ClassificationEvaluation)Evaluation.Of(
    model, validationData, new EvaluationOptions { ClassNames = pictures.ClassNames });
page.Code(evaluation);
Show.Plot(evaluation.Confusion.Plot());

// Grad-CAM: a network can be right for a wrong reason, such as a colour that only one class has. This shows where it looks.
page.Heading("Where it looks");
var one = Read(validation.Files[0]).ExpandDims(0);
Show.Plot(Attribution.GradCam(model, one, layer: "shapes").Plot(SamplePictures.Of(one)[0]));
page.Text($"It is a {pictures.ClassNames[validation.Labels[0]]}.");

page.Heading("The report");
var report = Path.Combine(work, "report.html");
new Report("Shapes").Add(history).Add(evaluation).Add(model).Html(report);
model.Save(Path.Combine(work, "shapes.keras"));
page.Text($"Everything above on one page to send to somebody, and the network itself, are in {work}.");
page.Text("""
    The same from the command line, without a program: cornea train --data FOLDER --model cnn --size 48x48 --out runs/mine, then
    cornea report runs/mine.
    """);

int FirstOf(int label) => pictures.Labels.ToList().IndexOf(label);

// A picture as the network expects it: (height, width, 3), from 0 to 255.
static Tensor Read(string file) => ImageOps.Resize(ImageFile.Read(file, channels: 3).ToFloat32(), size, size);

// Circles, squares, triangles and crosses of any colour and size, somewhere on a grainy ground, as PNG files.
static string DrawPictures(string folder, int ofEach)
{
    var shapes = new (string Name, Func<double, double, bool> IsInside)[]
    {
        ("circle", (x, y) => x * x + y * y < 1),
        ("square", (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) < 0.85),
        ("triangle", (x, y) => y < 0.8 && Math.Abs(x) < (y + 1) * 0.55),
        ("cross", (x, y) => Math.Min(Math.Abs(x), Math.Abs(y)) < 0.3 && Math.Max(Math.Abs(x), Math.Abs(y)) < 1),
    };
    foreach (var (name, isInside) in shapes)
    {
        var random = new Random(name.Length);
        Directory.CreateDirectory(Path.Combine(folder, name));
        for (var number = 0; number < ofEach; number++)
        {
            var (radius, middleX, middleY) = (random.Next(8, 18), random.Next(18, 42), random.Next(18, 42));
            var (ground, ink) = (random.Next(40, 120), new[] { random.Next(130, 256), random.Next(130, 256), random.Next(130, 256) });
            var pixels = new byte[60 * 60 * 3];
            for (var i = 0; i < pixels.Length; i++)
            {
                var (x, y) = (i / 3 % 60, i / 180);
                var value = isInside((x - middleX) / (double)radius, (y - middleY) / (double)radius) ? ink[i % 3] : ground;
                pixels[i] = (byte)Math.Clamp(value + random.Next(-25, 26), 0, 255);
            }
            Show.Image(Tensor.From(pixels, [60, 60, 3]), Path.Combine(folder, name, $"{number:000}.png"));
        }
    }
    return folder;
}
