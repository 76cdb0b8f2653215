#:project ../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false

// Lesson 5: convolution in two dimensions, and image filters.
//
//   dotnet run lessons/05-image-filters.cs [-- --quick] [-- --html 05.html]

using Cornea;

using var page = Notebook.Open(args, "Convolution in two dimensions and image filters");

var (train, _) = Mnist.Load();
var digit = train.Images[0].ToFloat32() / 255f;

page.Heading("One position by hand");
page.Text("In a picture the kernel is a small square. At each position: multiply the nine pixels under it by the nine weights, add up.");
var window = digit[12..15, 12..15];
var weights = Tensor.From(new[,] { { -1f, 0f, 1f }, { -2f, 0f, 2f }, { -1f, 0f, 1f } });
page.Text("Nine pixels from the middle of the digit, nine weights, and the sum of their products:");
page.Code(window);
page.Code(weights);
page.Text($"{(window * weights).Sum().Item():F4}");
var all = Signal.Correlate2D(digit, weights, ConvolveMode.Valid);
page.Text($"At every position where the kernel fits: shape {digit.Shape} becomes {all.Shape}, and at row 12, column 12 there "
    + $"is again {all[12, 12].Item():F4}.");

page.Heading("What kernels do");
page.Text("The digit as it is:");
Show.Image(digit);
foreach (var (name, text, filter) in new (string, string, Func<Tensor, Tensor>)[]
{
    ("Box", "all weights equal: the mean of the surrounding pixels, a blur", x => ImageFilter.Box(x)),
    ("Gaussian", "weights that fall off from the middle: a softer blur", x => ImageFilter.Gaussian(x, sigma: 1.5)),
    ("Sobel, across", "right minus left: edges that run from top to bottom", x => ImageFilter.SobelX(x)),
    ("Sobel, along", "below minus above: edges that run from side to side", x => ImageFilter.SobelY(x)),
    ("Sobel, both", "the length of the two together: all edges", x => ImageFilter.SobelMagnitude(x)),
    ("Laplacian", "the middle against the adjacent pixels: thin lines and spots", x => ImageFilter.Laplacian(x)),
    ("Sharpen", "the picture plus its Laplacian: more contrast at edges", x => ImageFilter.Sharpen(x)),
    ("Emboss", "a slope across the picture: light from one corner", x => ImageFilter.Emboss(x)),
})
{
    page.Heading(name);
    page.Text(text);
    Show.Image(Spread(filter(digit)));
}

page.Heading("Why this matters");
page.Text("""
    Each filter is nine numbers that somebody thought of. A convolutional layer has the same nine numbers, but learns them: it
    finds out by itself which edges, corners and curves are worth looking for.
    """);

// A filter's result may be negative; for the eye it is spread over 0 to 1.
static Tensor Spread(Tensor x)
{
    var (low, high) = (x.Min(), x.Max());
    return (x - low) / (high - low + 1e-6);
}
