#:project ../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false

// Lesson 7: pooling layers.
//
//   dotnet run lessons/07-pooling.cs [-- --quick] [-- --html 07.html]

using Cornea;

using var page = Notebook.Open(args, "Pooling layers");

page.Heading("A window, one number");
var x = Tensor.From(new[,] { { 1f, 3f, 2f, 0f }, { 4f, 2f, 1f, 1f }, { 0f, 1f, 5f, 6f }, { 2f, 2f, 7f, 8f } });
page.Code(x);
var batch = x.Reshape(1, 4, 4, 1);
Tensor largest = new MaxPooling2D(2).Apply(batch), mean = new AveragePooling2D(2).Apply(batch);
page.Text("The largest of each 2 x 2 square, and the mean:");
page.Code(largest.Reshape(2, 2));
page.Code(mean.Reshape(2, 2));
page.Text("Nothing is learned here: a pooling layer has no weights.");

page.Heading("Half the size, the same digit");
var (train, _) = Mnist.Load();
var digit = train.Images[..1].ToFloat32().ExpandDims(-1) / 255f;
Show.Image(digit[0]);
Tensor half = new MaxPooling2D(2).Apply(digit), quarter = new MaxPooling2D(2).Apply(half);
page.Text($"{digit.Shape} becomes {half.Shape} and then {quarter.Shape}:");
Show.Image(half[0]);
Show.Image(quarter[0]);

page.Heading("A little shift matters less");
page.Text("""
    The largest of a square stays the largest when things move a little inside it. Move the digit by one pixel and compare with
    where it was: how much of the picture changes?
    """);
Tensor Shifted(Tensor t, int by) => t.Pad([0, 0, by, 0], [0, 0, -by, 0]);
double Change(Tensor a, Tensor b) => (a - b).Abs().Sum().Item<double>() / a.Abs().Sum().Item<double>();
foreach (var by in new[] { 1, 2 })
{
    var moved = Shifted(digit, by);
    Tensor movedHalf = new MaxPooling2D(2).Apply(moved), movedQuarter = new MaxPooling2D(2).Apply(movedHalf);
    page.Text($"moved by {by}: as it is {Change(digit, moved):P0}, after one pooling {Change(half, movedHalf):P0}, after "
        + $"two {Change(quarter, movedQuarter):P0}");
}
page.Text("""
    After pooling, a step of the next layer's kernel covers twice the distance, and the numbers to be worked on are a quarter. That
    is why convolution and pooling take turns in the networks of the next lesson.
    """);

page.Heading("Global pooling");
Tensor overall = new GlobalAveragePooling2D().Apply(new Conv2D(4, 3).Apply(digit));
page.Text($"One number for each channel, wherever it was found: {overall.Shape}.");
