#:project ../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false

// Lesson 6: convolutional layers: shapes, kernels, channels.
//
//   dotnet run lessons/06-convolutional-layers.cs [-- --quick] [-- --html 06.html]

using Cornea;

using var page = Notebook.Open(args, "Convolutional layers");

var (train, _) = Mnist.Load();
var pictures = train.Images[..3].ToFloat32().ExpandDims(-1) / 255f;

page.Heading("A batch of pictures");
page.Text($"A layer takes (batch, height, width, channels). Three grey pictures: {pictures.Shape}. A colour picture would have 3 "
    + $"channels.");

page.Heading("One kernel, one output channel");
var edges = new Conv2D(filters: 1, kernelSize: 3, useBias: false);
edges.BuildFor([pictures.Shape]);
edges.SetWeights([Tensor.From(new[,] { { -1f, 0f, 1f }, { -2f, 0f, 2f }, { -1f, 0f, 1f } }).Reshape(3, 3, 1, 1)]);
Tensor found = edges.Apply(pictures);
page.Text($"With a 3 x 3 kernel the output has shape {found.Shape}: two rows and columns fewer, because the kernel must lie inside.");
Show.Image(found[0].Abs() / found.Abs().Max());

page.Heading("Padding and strides");
foreach (var (padding, stride) in new[] { (Padding.Valid, 1), (Padding.Same, 1), (Padding.Valid, 2), (Padding.Same, 2) })
{
    Tensor y = new Conv2D(8, 3, strides: stride, padding: padding).Apply(pictures);
    page.Text($"padding {padding}, stride {stride}: {y.Shape}");
}
page.Text("""
    Valid: floor((n - k) / s) + 1 output positions. Same: zeros are put around the picture until there are ceil(n / s). A stride of 2 takes
    every second position.
    """);

page.Heading("Many kernels, many channels");
page.Text("""
    Each filter is a kernel through all channels of its input and gives one channel of the output. So the second layer's kernels
    are not flat: they look at all 32 pictures that the first layer made, at once.
    """);
var model = new Sequential(seed: page.Seed)
{
    new Conv2D(32, 3, activation: Activation.Relu, inputShape: [28, 28, 1]),
    new Conv2D(64, 3, activation: Activation.Relu),
};
model.Summary();
foreach (var layer in model.Layers.OfType<Conv2D>())
{
    var kernel = layer.Kernel!.Shape;
    page.Text($"{layer.Name}: kernel {kernel}: {kernel[0]} * {kernel[1]} * {kernel[2]} weights for each of {kernel[3]} filters, "
        + $"and {kernel[3]} biases: {layer.CountParameters():N0}");
}
page.Text($"A dense layer from 28 x 28 pixels to 26 x 26 x 32 numbers would need {28L * 28 * 26 * 26 * 32:N0} weights for the first step "
    + $"alone.");

page.Heading("The receptive field");
page.Text("A position of the second layer sees 3 x 3 positions of the first, which see 5 x 5 pixels. Each further layer widens the view "
    + "by 2.");
var x = Tensor.Input([1, 28, 28, 1]);
Tensor deep = model.Call(x, new CallContext());
var gradient = Gradients.Of(deep[0, 10, 10].Sum(), [x])[0];
// Fast convolutions leave rounding of about 1e-8 where the gradient is 0: what is smaller than a millionth does not count.
var touched = new CompiledFunction([x], [(gradient.Abs() > 1e-6).Cast(DType.Int32).Sum()]).Call(pictures[..1])[0].Item<int>();
page.Text($"Pixels whose change would change the position (10, 10) of the second layer: {touched}, at most 5 * 5 = 25 (ReLU hides some).");
