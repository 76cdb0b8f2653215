// Small trainings whose every bit is printed, and their models as JSON and as files. build/check-aot runs it under the JIT, trimmed, and
// compiled ahead of time, and compares:
//
//   dotnet run -c Release --project tests/Cornea.Aot

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Cornea;
using Cornea.Aot;

const int Count = 256;
const int Side = 12;
const int Classes = 4;

// Pictures of noise with one bright quarter; the label says which.
var random = new Random(7);
var pixels = new float[Count * Side * Side];
var labels = new int[Count];
for (var sample = 0; sample < Count; sample++)
{
    labels[sample] = random.Next(Classes);
    for (var at = 0; at < Side * Side; at++)
    {
        var quarter = (at / Side >= Side / 2 ? 2 : 0) + (at % Side >= Side / 2 ? 1 : 0);
        pixels[sample * Side * Side + at] = random.NextSingle() + (quarter == labels[sample] ? 0.5f : 0f);
    }
}
var pictures = Tensor.From(pixels, [Count, Side, Side, 1]);
var classes = OneHot.Encode(Tensor.From(labels), Classes);

Train("convolution", new Sequential(seed: 1)
{
    new Conv2D(8, 3, padding: Padding.Same, useBias: false, inputShape: [Side, Side, 1]), new BatchNormalization(), new ReLU(),
    new MaxPooling2D(2), new Dropout(0.2), new Flatten(), new Dense(16, Activation.Gelu), new Dense(Classes, Activation.Softmax),
}, pictures, new Adam());
Registry.Register<Offset>("aot");
Train("a layer of one's own", new Sequential(seed: 3)
{
    new Flatten(inputShape: [Side, Side, 1]), new Offset(-0.5), new Dense(Classes, Activation.Softmax),
}, pictures, new RMSprop());
Train("recurrence", new Sequential(seed: 2)
{
    new LSTM(8, inputShape: [Side, Side]), new LayerNormalization(), new Dense(Classes, Activation.Softmax),
}, pictures.Reshape(Count, Side, Side), new SGD(0.05, momentum: 0.9));

// Prints the metrics of a training, and digests of the weights and the predictions: equal digests are equal bits.
void Train(string name, Sequential model, Tensor x, Optimizer optimizer)
{
    model.Compile(optimizer, new CategoricalCrossentropy(), [new Accuracy()]);
    var history = model.Fit(x, classes, batchSize: 32, epochs: 3, verbose: Verbosity.Silent);
    var file = Path.Combine(Path.GetTempPath(), $"cornea-{Environment.ProcessId}.safetensors");
    model.SaveWeights(file);
    model.LoadWeights(file);
    File.Delete(file);
    Console.WriteLine($"{name}: loss {history["loss"][^1]:R} accuracy {history["accuracy"][^1]:R}");
    foreach (var weight in model.Weights)
        Console.WriteLine($"  {weight.Name} {weight.Variable.Shape} {Digest(weight.Variable.ToTensor())}");
    var predictions = model.Predict(x, verbose: Verbosity.Silent);
    Console.WriteLine($"  predictions {Digest(predictions)}");
    var json = model.ToJson();
    Console.WriteLine($"  as JSON {json.Length} characters, read and written again {Model.FromJson(json).ToJson() == json}");
    foreach (var ending in (string[])[".keras", ".h5"])
    {
        var whole = Path.ChangeExtension(file, ending);
        model.Save(whole);
        Console.WriteLine($"  {ending} predicts {Digest(Model.Load(whole).Predict(x, verbose: Verbosity.Silent))}");
        File.Delete(whole);
    }
}

static string Digest(Tensor values) =>
    Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(values.ToFloat32().ToArray())))[..16];
