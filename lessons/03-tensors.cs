#:project ../src/Cornea.Mnist/Cornea.Mnist.csproj
#:property PublishAot=false

// Lesson 3: tensors, the arrays that everything is made of.
//
//   dotnet run lessons/03-tensors.cs [-- --quick] [-- --html 03.html]

using Cornea;

using var page = Notebook.Open(args, "Tensors and tensor math");

page.Heading("Shapes");
page.Text("A tensor is a block of numbers of one type. Its shape says how many there are along each axis.");
var number = Tensor.From(3.5f);
var vector = Tensor.From([1f, 2f, 3f]);
var matrix = Tensor.From(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });
var block = Tensor.Arange(24).Reshape(2, 3, 4);
foreach (var (name, tensor) in new[] { ("a number", number), ("a vector", vector), ("a matrix", matrix), ("a block", block) })
    page.Text($"{name}: rank {tensor.Rank}, shape {tensor.Shape}, {tensor.Size} elements of {tensor.DType.Name()}");
page.Code(block);

page.Heading("Element by element");
page.Text("Arithmetic works on each element by itself. A number joins in with every element.");
page.Code(matrix * 10 + 1);
page.Code(matrix * matrix);
page.Code(matrix > 3);

page.Heading("Broadcasting");
page.Text("Shapes need not be equal: an axis of length 1, or one that is missing in front, is repeated. Here a vector meets each row.");
page.Code(matrix + vector);
page.Text("And a column meets each column:");
page.Code(matrix * Tensor.From([1f, -1f]).ExpandDims(1));

page.Heading("Slices");
page.Text("An index drops an axis, a range keeps it, ^1 is the last.");
page.Code(matrix[1]);
page.Code(matrix[.., 1..]);
page.Code(matrix[^1, Slice.Step(null, null, -1)]);

page.Heading("Sums along axes");
page.Text("A reduction along an axis makes that axis disappear.");
page.Text($"all: {matrix.Sum().Item()}, down the columns: {matrix.Sum(0)}, along the rows: {matrix.Sum(1)}");
page.Text($"mean {matrix.Mean().Item()}, largest {matrix.Max().Item()} at column {matrix[1].ArgMax().Item<int>()} of the last row");

page.Heading("Matrix products");
page.Text("Row times column, summed: (2, 3) times (3, 2) is (2, 2). It is what a dense layer does with a batch and its weights.");
page.Code(Tensor.MatMul(matrix, matrix.Transpose()));
page.Text("The same sum written with letters:");
page.Code(Tensor.Einsum("ik,jk->ij", matrix, matrix));

page.Heading("Nothing is computed until somebody looks");
page.Text("""
    Operators only write down what is to be done. Reading a value, as printing does, compiles what was written into few fused
    steps and runs it. That is why the 60,000 pictures of MNIST can be "divided by 255" at once without filling the memory.
    """);
var lazy = (matrix * 2 + 1).Exp().Sum();
page.Text($"computed already: {lazy.IsComputed}; value: {lazy.Item():F1}; and now: {lazy.IsComputed}");

page.Heading("Gradients");
page.Text("The derivative of a result by its inputs, which is what training follows downhill. For the sum of squares it is 2x:");
page.Code(Gradients.Of(matrix.Square().Sum(), [matrix])[0]);

page.Heading("A picture is a tensor");
var (train, _) = Mnist.Load();
page.Text($"The training pictures have shape {train.Images.Shape} and type {train.Images.DType.Name()}: picture, row, column.");
page.Text("One of them, turned upside down, its negative, and the mean of the first hundred:");
var picture = train.Images[7];
Show.Image(picture.Reverse(0));
Show.Image(255 - picture);
Show.Image(train.Images[..100].Mean(0));
