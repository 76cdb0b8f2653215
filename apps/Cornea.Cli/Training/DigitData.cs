namespace Cornea.Cli.Training;

/// <summary>The digits as the network takes them: rows of 784 numbers from 0 to 1, and rows of ten for the class.</summary>
/// <param name="X">Float32 [n, 784], computed batch by batch.</param>
/// <param name="Y">Float32 [n, 10].</param>
/// <param name="TestX">Float32 [m, 784].</param>
/// <param name="TestY">Float32 [m, 10].</param>
internal sealed record DigitData(Tensor X, Tensor Y, Tensor TestX, Tensor TestY)
{
    private const int Pixels = 28 * 28;
    private const int Classes = 10;

    public static DigitData Load(string data, int? limit)
    {
        var (train, test) = Read(data);
        var (images, labels) = (train.Images, train.Labels);
        if (limit is { } count && count < images.Shape[0])
            (images, labels) = (images[..count], labels[..count]);
        return new DigitData(Scaled(images), OneHot.Encode(labels, Classes), Scaled(test.Images), OneHot.Encode(test.Labels, Classes));
    }

    private static Tensor Scaled(Tensor images) => images.Reshape(-1, Pixels).ToFloat32() / 255f;

    private static (LabeledImages Train, LabeledImages Test) Read(string data)
    {
        if (data == "mnist")
            return Mnist.Load();
        if (!File.Exists(data) && !Directory.Exists(data))
        {
            var near = DidYouMean.Suggest(data, ["mnist"]);
            throw new CommandException(ExitCode.Data,
                $"cannot find the data '{data}': the one data set with a name is 'mnist', and there is no file or folder "
                    + $"'{Path.GetFullPath(data)}'. "
                + (near is null
                    ? "Give 'mnist', an .npz file with x_train, y_train, x_test and y_test, or a folder with the four idx files."
                    : $"Did you mean '{near}'?"));
        }
        try
        {
            return Mnist.Load(data);
        }
        catch (FileNotFoundException missing)
        {
            throw new CommandException(ExitCode.Data, missing.Message, missing);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new CommandException(ExitCode.Data, $"cannot read the data '{data}': {refused.Message} Check its permissions.", refused);
        }
    }
}
