// Trains a classifier of pictures.
//
//   dotnet run -c Release -- path/to/pictures     a folder for each class, named after it, with PNG, BMP, PNM or JPEG files
//   dotnet run -c Release                         without a folder: drawn circles and squares, to see it work

using Cornea;
using CorneaVision1;

const int Size = 48;

var folder = args.FirstOrDefault() ?? ShapePictures.Draw("pictures", countOfEach: 150);
var pictures = ImageFolder.Open(folder);
var classes = pictures.ClassNames.Count;
Console.WriteLine($"{pictures.Files.Count:N0} pictures of {classes} classes: {string.Join(", ", pictures.ClassNames)}");

var (training, validation) = pictures.Split(0.2, seed: 1);
var trainingData = training.ToDataset(Size, Size).Cache().Shuffle(seed: 1).Batch(32).Prefetch();
var validationData = validation.ToDataset(Size, Size).Batch(32);

// Every epoch shows each picture a little differently; the layers of augmentation act in training only.
var model = new Sequential(seed: 1)
{
    new InputLayer([Size, Size, 3]),
    new Rescaling(1 / 255.0),
    new RandomFlip(FlipMode.Horizontal), new RandomTranslation(0.1, 0.1),
    new Conv2D(16, 3, padding: Padding.Same, useBias: false), new BatchNormalization(), new ReLU(), new MaxPooling2D(2),
    new Conv2D(32, 3, padding: Padding.Same, useBias: false), new BatchNormalization(), new ReLU(), new MaxPooling2D(2),
    new Conv2D(64, 3, padding: Padding.Same, useBias: false), new BatchNormalization(), new ReLU(),
    new GlobalAveragePooling2D(), new Dropout(0.2),
    new Dense(classes, Activation.Softmax),
};
model.Compile(new Adam(2e-3), new SparseCategoricalCrossentropy(), [new SparseCategoricalAccuracy("accuracy")]);
model.Fit(trainingData, epochs: 8, validationData: validationData);

model.SaveWeights("vision.safetensors");
Console.WriteLine("Weights saved to vision.safetensors.");

// One picture, read as the network expects it.
var file = validation.Files[0];
var picture = ImageOps.Resize(ImageFile.Read(file, channels: 3).ToFloat32(), Size, Size).ExpandDims(0);
var probabilities = model.Predict(picture, verbose: Verbosity.Silent).ToArray();
foreach (var (name, probability) in pictures.ClassNames.Zip(probabilities))
    Console.WriteLine($"{Path.GetFileName(file)}: {name} {probability:P1}");
